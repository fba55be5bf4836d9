#include "storage/sqlite_store.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "database_files.hpp"
#include "storage/error.hpp"

namespace storage {
namespace {

std::string all(RecordStore& store, std::string_view collection) {
  const auto records = store.load(collection);
  REQUIRE(records.has_value());
  std::string text;
  for (const Record& record : *records) text += record.key + "=" + record.bytes + ";";
  return text;
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

/// As long as it lives a file cannot grow beyond `bytes`: a disk that is full.
struct FullDisk {
  rlimit before{};
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const rlimit small{bytes, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before); }
};

}  // namespace

TEST_SUITE("storage/sqlite_store") {
  TEST_CASE_FIXTURE(DatabaseFiles, "what is written is there after it was closed and opened again") {
    CHECK_FALSE(open()->write({{"a", "2", "two"}, {"a", "1", "one"}, {"b", "1", "else"}}));
    CHECK(all(*open(), "a") == "1=one;2=two;");
    CHECK_FALSE(open()->write({{"a", "1", "uno"}, {"a", "2", std::nullopt}, {"a", "3", std::nullopt}}));
    CHECK(all(*open(), "a") == "1=uno;");
    CHECK(all(*open(), "b") == "1=else;");
    CHECK(all(*open(), "c") == "");
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "keys and bytes are any bytes: none, NUL, emoji, a megabyte") {
    const std::string nul("a\0b\xff", 4), huge(1 << 20, 'h');
    CHECK_FALSE(open()->write({{"x", "", ""}, {"x", nul, nul}, {"x", "🍿", "🍿"}, {"x", "huge", huge}}));
    const auto records = open()->load("x");
    REQUIRE(records.has_value());
    REQUIRE(records->size() == 4);
    CHECK((*records)[0].key.empty());
    CHECK((*records)[0].bytes.empty());
    CHECK((*records)[1].key == nul);
    CHECK((*records)[1].bytes == nul);
    CHECK((*records)[2].bytes == huge);
    CHECK((*records)[3].key == "🍿");
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "what was written survives a crash, and what was not leaves no trace") {
    const auto store = open();
    REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
    DatabaseFiles crashed;
    copy_to(crashed);
    CHECK(all(*crashed.open(), "a") == "1=one;");
  }

  TEST_CASE_FIXTURE(DatabaseFiles,
                    "a log that ends in the middle of a write counts up to the last whole one") {
    const auto store = open();
    REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
    const std::size_t whole = read(path + "-wal").size();
    REQUIRE_FALSE(store->write({{"a", "1", std::string(20'000, 'x')}, {"a", "2", "two"}}));
    const std::string log = read(path + "-wal");
    for (std::size_t size = whole; size < log.size(); size += 1'001) {
      DatabaseFiles crashed;
      copy_to(crashed);
      write(crashed.path + "-wal", log.substr(0, size));
      CHECK(all(*crashed.open(), "a") == "1=one;");
    }
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "the directories and the files are for their owner alone") {
    path = (directory / "new" / "er" / "records.db").string();
    const auto store = open();
    REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
    CHECK(mode_of(directory / "new") == 0700);
    CHECK(mode_of(directory / "new" / "er") == 0700);
    CHECK(mode_of(path) == 0600);
    CHECK(mode_of(path + "-wal") == 0600);
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "a path with signs of a URI in it is a path") {
    path = (directory / "a?mode=ro#%41 b.db").string();
    fill();
    CHECK(open()->load("things")->size() == 200);
    CHECK(fs::exists(path));
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "a full disk: nothing of the batch is written, and later everything") {
    fill();
    const auto store = open();
    const std::vector<Change> batch{{"things", "key-0", "new"},
                                    {"things", "huge", std::string(1 << 20, 'h')}};
    {
      const FullDisk full(256 * 1024);
      CHECK(store->write(batch));
      CHECK(store->write(batch));
      CHECK(store->load("things")->size() == 200);
    }
    CHECK_FALSE(store->write(batch));
    CHECK(open_sqlite_store(path).error() == make_error_code(Errc::in_use));
    CHECK(store->load("things")->size() == 201);
  }

  TEST_CASE_FIXTURE(DatabaseFiles, "the log does not grow for ever") {
    const auto store = open();
    for (int i = 0; i < 300; ++i) REQUIRE_FALSE(store->write({{"a", "1", std::string(50'000, 'x')}}));
    CHECK(fs::file_size(path + "-wal") < 17'000'000);
    CHECK(fs::file_size(path) < 1'000'000);
  }
}

}  // namespace storage

// A database that is not opened is left as it is, to the byte, and gets no files beside it.
#include <doctest/doctest.h>

#include "database_files.hpp"
#include "storage/error.hpp"
#include "storage/sqlite_store.hpp"

namespace storage {
namespace {

struct Refusal : DatabaseFiles {
  /// Why it is not opened; nothing may have changed.
  std::error_code refusal() const {
    const auto before = content();
    const auto store = open_sqlite_store(path);
    CHECK(content() == before);
    return store.error();
  }
  /// A database whose process was killed: the log is beside it.
  void leave_crashed(DatabaseFiles& other) const {
    const auto store = open();
    REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
    copy_to(other);
  }
};

}  // namespace

TEST_SUITE("storage/sqlite_store/refusal") {
  TEST_CASE_FIXTURE(Refusal, "a newer version") {
    fill();
    execute("PRAGMA user_version = 2");
    CHECK((refusal() == Errc::newer_version));
    CHECK(refusal().message() == "a newer version wrote it; it was left as it is");
  }

  TEST_CASE_FIXTURE(Refusal, "another program's database") {
    execute("CREATE TABLE diary (day TEXT)");
    CHECK((refusal() == Errc::foreign));
    execute("PRAGMA application_id = 7");
    CHECK((refusal() == Errc::foreign));
  }

  TEST_CASE_FIXTURE(Refusal, "what is no database") {
    write(path, std::string(10'000, 'x'));
    CHECK((refusal() == Errc::damaged));
    write(path, "x");
    CHECK((refusal() == Errc::damaged));
  }

  TEST_CASE_FIXTURE(Refusal, "one that was cut off") {
    fill();
    const std::string bytes = read(path);
    for (const std::size_t size : {std::size_t{50}, std::size_t{100}, std::size_t{5'000}, bytes.size() / 2}) {
      write(path, bytes.substr(0, size));
      CHECK((refusal() == Errc::damaged));
    }
  }

  TEST_CASE_FIXTURE(Refusal, "one with other bytes in the middle") {
    fill();
    std::string bytes = read(path);
    bytes.replace(bytes.size() / 2, 3'000, 3'000, '\xa5');
    write(path, bytes);
    CHECK((refusal() == Errc::damaged));
  }

  TEST_CASE_FIXTURE(Refusal, "a damaged one with the log of a crash") {
    DatabaseFiles crashed;
    leave_crashed(crashed);
    write(path, std::string(10'000, 'x'));
    write(path + "-wal", read(crashed.path + "-wal"));
    CHECK((refusal() == Errc::damaged));
  }

  TEST_CASE_FIXTURE(Refusal, "a newer one with the log of a crash") {
    fill();
    DatabaseFiles crashed;
    {
      const auto store = open();
      REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
      copy_to(crashed);
    }
    // The version stands in the log: that of the file itself is an older one.
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(crashed.path.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, "PRAGMA user_version = 2", nullptr, nullptr, nullptr) == SQLITE_OK);
    DatabaseFiles newer;
    crashed.copy_to(newer);
    fs::remove(newer.path + "-shm");
    sqlite3_close(database);
    const auto before = newer.content();
    CHECK((open_sqlite_store(newer.path).error() == Errc::newer_version));
    CHECK(newer.content() == before);
  }

  TEST_CASE_FIXTURE(Refusal, "an empty file with the log of another") {
    DatabaseFiles crashed;
    leave_crashed(crashed);
    for (const auto& entry : fs::directory_iterator(directory)) fs::remove(entry);
    write(path, "");
    write(path + "-wal", read(crashed.path + "-wal"));
    CHECK((refusal() == Errc::damaged));
  }

  TEST_CASE_FIXTURE(Refusal, "one that is open already") {
    fill();
    const auto store = open();
    CHECK((refusal() == Errc::in_use));
    REQUIRE_FALSE(store->write({{"a", "1", "one"}}));
    CHECK((refusal() == Errc::in_use));
    CHECK(store->load("a")->size() == 1);
  }

  TEST_CASE_FIXTURE(Refusal, "a directory that cannot be made") {
    write(directory / "file", "");
    path = (directory / "file" / "below" / "records.db").string();
    CHECK((refusal() == std::errc::not_a_directory));
  }

  TEST_CASE_FIXTURE(Refusal, "an empty file is a new database") {
    write(path, "");
    CHECK(open()->load("a")->empty());
  }
}

}  // namespace storage

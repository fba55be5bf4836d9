#include "sqlite_open.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "storage/error.hpp"

namespace storage {
namespace {

namespace fs = std::filesystem;

/// In the header of the file: whose it is ("rdst"), and the form of what is in it.
constexpr std::int64_t our_id = 0x72647374;
constexpr std::int64_t our_version = 1;

constexpr const char* make_table = R"(
  BEGIN IMMEDIATE;
  PRAGMA application_id = 0x72647374;
  PRAGMA user_version = 1;
  CREATE TABLE record (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (collection, key)
  );
  COMMIT;)";

constexpr const char* set_up = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA journal_size_limit = 16777216;)";

std::error_code last_error() { return {errno, std::system_category()}; }

/// The directories that are missing, the outermost first; they are for nobody else.
std::error_code make_directories(const fs::path& directory) {
  if (directory.empty() || fs::is_directory(directory)) return {};
  if (const std::error_code error = make_directories(directory.parent_path())) return error;
  return ::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST ? std::error_code{} : last_error();
}

/// SQLite would make it readable for everybody; what it makes beside it has the same mode.
std::error_code make_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return last_error();
  ::close(file);
  return {};
}

std::uintmax_t size_of(const std::string& path) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(path, missing);
  return missing ? 0 : size;
}

/// A crash left something that belongs to the file.
bool has_log(const std::string& path) { return size_of(path + "-wal") + size_of(path + "-journal") > 0; }

/// Nothing was ever written into it.
base::Result<bool> is_new(Database& database) {
  auto objects = database.number("SELECT count(*) FROM sqlite_schema");
  if (!objects) return objects.error();
  auto id = database.number("PRAGMA application_id");
  if (!id) return id.error();
  return *objects == 0 && *id == 0;
}

/// What is in there is ours, of a form that we know, and whole.
std::error_code check(Database& database) {
  const auto fresh = is_new(database);
  if (!fresh) return fresh.error();
  if (*fresh) return {};
  const auto id = database.number("PRAGMA application_id");
  const auto version = database.number("PRAGMA user_version");
  if (!id || !version) return id ? version.error() : id.error();
  if (*id != our_id) return Errc::foreign;
  if (*version > our_version) return Errc::newer_version;
  const auto verdict = database.text("PRAGMA quick_check(1)");
  if (!verdict) return verdict.error();
  return *verdict == "ok" ? std::error_code{} : make_error_code(Errc::damaged);
}

/// As a URI, in which '?', '#' and '%' mean something.
std::string untouched(const std::string& path) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else if (c == '%') {
      uri += "%25";
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

/// Reads the file without a lock, and without making anything beside it.
std::error_code check_untouched(const std::string& path) {
  auto database = Database::open(untouched(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  return database ? check(*database) : database.error();
}

/// SQLite takes a file of a few bytes for an empty one, and a log for more than the file that it belongs to.
bool begins_right(const std::string& path) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::array<char, magic.size()> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return std::string_view(begin.data(), begin.size()) == magic;
}

/// SQLite takes the log of an empty file for a leftover and removes it.
bool lost_its_file(const std::string& path) { return size_of(path) == 0 && has_log(path); }

std::error_code set_up_table(Database& database) {
  const auto fresh = is_new(database);
  if (!fresh) return fresh.error();
  if (const std::error_code error = database.execute(set_up)) return error;
  return *fresh ? database.execute(make_table) : std::error_code{};
}

}  // namespace

base::Result<Database> open_checked(const std::string& path) {
  if (const auto error = make_directories(fs::path(path).parent_path())) return error;
  if (lost_its_file(path) || (size_of(path) > 0 && !begins_right(path))) return Errc::damaged;
  const bool crashed = has_log(path);
  if (!crashed && size_of(path) > 0) {
    if (const auto error = check_untouched(path)) return error;
  }
  if (const auto error = make_file(path)) return error;
  auto database = Database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX);
  if (!database) return database.error();
  // Without this the end of a refused one would move its log into the file.
  database->checkpoint_on_close(false);
  if (const auto error = database->execute("PRAGMA locking_mode = EXCLUSIVE")) return error;
  // With a log the file is only whole together with it, so it is looked at from here.
  if (const auto error = crashed ? check(*database) : std::error_code{}) return error;
  if (const auto error = set_up_table(*database)) return error;
  database->checkpoint_on_close(true);
  return database;
}

}  // namespace storage

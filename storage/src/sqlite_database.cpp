#include "sqlite_database.hpp"

#include <cerrno>
#include <utility>

#include "storage/error.hpp"

namespace storage {
namespace {

std::error_code system_error(int number) {
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) return Errc::full;
  return number == 0 ? make_error_code(Errc::failed) : std::error_code(number, std::system_category());
}

std::error_code meaning(int code, int system_number) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::in_use;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Errc::damaged;
    case SQLITE_FULL:
      return Errc::full;
    case SQLITE_NOMEM:
      return std::make_error_code(std::errc::not_enough_memory);
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return std::make_error_code(std::errc::permission_denied);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return system_error(system_number);
    default:
      return Errc::failed;
  }
}

}  // namespace

void Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_bytes(int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC);
}

int Statement::run() {
  const int done = step();
  sqlite3_reset(statement_.get());
  return done;
}

std::string_view Statement::bytes(int column) const {
  const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

base::Result<Database> Database::open(const std::string& name, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &opened, flags, nullptr);
  Database database(opened);  // even a failed one has to be closed
  if (opened == nullptr) return std::make_error_code(std::errc::not_enough_memory);
  if (code != SQLITE_OK) return database.error();
  sqlite3_extended_result_codes(opened, 1);
  return database;
}

std::error_code Database::execute(const char* sql) {
  return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK ? std::error_code{}
                                                                                    : error();
}

base::Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &made, nullptr) != SQLITE_OK) return error();
  return base::Result<Statement>(std::in_place, made);
}

base::Result<std::int64_t> Database::number(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  if (statement->step() != SQLITE_ROW) return error();
  return statement->integer(0);
}

base::Result<std::string> Database::text(const char* sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  if (statement->step() != SQLITE_ROW) return error();
  return std::string(statement->bytes(0));
}

void Database::checkpoint_on_close(bool on) {
  sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

std::error_code Database::error() const {
  return meaning(sqlite3_errcode(database_.get()), sqlite3_system_errno(database_.get()));
}

}  // namespace storage

// storage/sqlite_database.hpp - the part of SQLite's interface that is used here, with owners and error
// codes.
//
// Thread: any, one at a time.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/result.hpp"

namespace storage {

/// One prepared statement. Bound texts must outlive the step. Lifetime: ends before its database.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  void bind(int index, std::string_view text);
  void bind_bytes(int index, std::string_view bytes);
  /// SQLITE_ROW, SQLITE_DONE or an error.
  int step() { return sqlite3_step(statement_.get()); }
  /// step(), then ready for the next one. @return SQLITE_DONE, or an error.
  int run();
  std::string_view bytes(int column) const;
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open file.
class Database {
 public:
  /// @param name   a path or a "file:" URI.
  /// @param flags  SQLITE_OPEN_...
  static base::Result<Database> open(const std::string& name, int flags);

  /// Runs statements that answer nothing of interest.
  std::error_code execute(const char* sql);
  base::Result<Statement> prepare(const char* sql);
  /// The first column of the first row.
  base::Result<std::int64_t> number(const char* sql);
  base::Result<std::string> text(const char* sql);
  /// Whether closing it moves the log into the file.
  void checkpoint_on_close(bool on);
  /// What the last failed call means.
  std::error_code error() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  explicit Database(sqlite3* database) : database_(database) {}

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace storage

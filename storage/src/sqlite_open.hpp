// storage/sqlite_open.hpp - opens the database file so that one which is refused stays as it is.
//
// Thread: any.
#pragma once

#include <string>

#include "base/result.hpp"
#include "sqlite_database.hpp"

namespace storage {

/// The database with its table, locked for this process. Makes what is not there.
base::Result<Database> open_checked(const std::string& path);

}  // namespace storage

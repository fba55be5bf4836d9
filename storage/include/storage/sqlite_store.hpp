// storage/sqlite_store.hpp - records in one SQLite file.
//
// The file is this process's alone while it is open. What was written is on the disk when write() returns
// (write-ahead log, synchronous=FULL): neither the end of the process nor that of the power takes it away.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "storage/record_store.hpp"

namespace storage {

/// Opens the file, or makes it (mode 0600) and the directories above it (0700). A file that is refused is not
/// changed by a byte, and nothing is made beside it. Reads all of it once, to see whether it is whole.
///
/// Thread: any. @return an Errc, or what the system says.
base::Result<std::unique_ptr<RecordStore>> open_sqlite_store(const std::string& path);

}  // namespace storage

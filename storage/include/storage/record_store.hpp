// storage/record_store.hpp - what is kept over a restart: records, each a key with bytes, in collections.
//
// The seam between modules, which know what their bytes mean, and the place where they are kept. A module
// has a collection of its own and sees no other.
//
// Thread: any, one at a time; calls block. After the start that is a base::Worker, see write_behind.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/result.hpp"

namespace storage {

struct Record {
  std::string key;
  std::string bytes;
};

/// Puts a record in place of the one with that key, or removes it.
struct Change {
  std::string collection;
  std::string key;
  std::optional<std::string> bytes;  ///< nothing: removed, if it is there
};

class RecordStore {
 public:
  virtual ~RecordStore() = default;
  /// Everything in a collection, in the order of keys.
  virtual base::Result<std::vector<Record>> load(std::string_view collection) = 0;
  /// All of the changes, in order, or none of them. Once it has returned without an error they survive the
  /// end of the process, however it ends.
  virtual std::error_code write(const std::vector<Change>& changes) = 0;
};

}  // namespace storage

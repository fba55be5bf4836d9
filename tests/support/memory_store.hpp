// tests/support/memory_store.hpp - a store that forgets at its end, and fails when a test says so.
//
// Thread: the test's.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/record_store.hpp"

namespace test {

class MemoryStore final : public storage::RecordStore {
 public:
  base::Result<std::vector<storage::Record>> load(std::string_view collection) override {
    if (error) return error;
    std::vector<storage::Record> found;
    for (const auto& [where, bytes] : records) {
      if (where.first == collection) found.push_back({where.second, bytes});
    }
    return found;
  }
  std::error_code write(const std::vector<storage::Change>& changes) override {
    if (error) return error;
    batches.push_back(changes.size());
    for (const storage::Change& change : changes) {
      const std::pair where(change.collection, change.key);
      if (change.bytes) {
        records[where] = *change.bytes;
      } else {
        records.erase(where);
      }
    }
    return {};
  }

  std::map<std::pair<std::string, std::string>, std::string> records;  ///< by collection and key
  std::vector<std::size_t> batches;                                    ///< how many changes each write had
  std::error_code error;                                               ///< what everything answers, if set
};

}  // namespace test

// persistence.hpp - where the modules keep what outlives the process: one database below DATA_DIR.
//
// Thread: the main one.
#pragma once

#include <memory>

#include "settings.hpp"
#include "storage/record_store.hpp"

namespace roomd {

/// Opens the database, if there is to be one, and says in the log where it is. `failed`: it cannot be opened,
/// the log says why.
struct Persistence {
  explicit Persistence(const Settings& settings);

  std::unique_ptr<storage::RecordStore> store;  ///< null: without DATA_DIR everything ends with the process
  bool failed = false;
};

}  // namespace roomd

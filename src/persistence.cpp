#include "persistence.hpp"

#include <csignal>
#include <filesystem>
#include <string>

#include "base/log.hpp"
#include "storage/sqlite_store.hpp"

namespace roomd {

Persistence::Persistence(const Settings& settings) {
  if (settings.data_dir.empty()) return;
  // A limit on the size of files is as a full disk: a write that fails, no reason to end.
  std::signal(SIGXFSZ, SIG_IGN);
  const std::string path = (std::filesystem::path(settings.data_dir) / "roomd.db").string();
  auto opened = storage::open_sqlite_store(path);
  if (opened) {
    store = *std::move(opened);
    base::log::info("what outlives this process is kept in ", path);
  } else {
    failed = true;
    base::log::error("cannot use the database ", path, ": ", opened.error().message());
  }
}

}  // namespace roomd

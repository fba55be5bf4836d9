// workers.hpp - the threads beside those of the network: for what would make the hub wait.
//
// Thread:   hub.
// Lifetime: the network must outlive it; what its jobs use must, too.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include "base/worker.hpp"
#include "engineio/network.hpp"

namespace roomd {

struct Workers {
  explicit Workers(engineio::Network& network)
      : writing([&network](std::function<void()> work) { network.post(std::move(work)); }, 64),
        hashing([&network](std::function<void()> work) { network.post(std::move(work)); }, 256) {}

  base::ThreadWorker writing;  ///< all access to the store, once the server runs
  base::ThreadWorker hashing;  ///< passwords; at some 40 ms each the last of 256 waits ten seconds
};

}  // namespace roomd

// engineio/src/waiting_requests.hpp - requests about which the application has not decided yet.
//
// A connection has one request at a time, so it is the key; a number tells apart what came one after the
// other on it. Thread: hub.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

#include "base/timers.hpp"
#include "engineio/http.hpp"
#include "engineio/wire.hpp"

namespace engineio {

class WaitingRequests {
 public:
  using RequestPtr = std::shared_ptr<HttpRequest>;
  /// Names one wait. Never used again, so that a late or second decision finds nothing.
  struct Ticket {
    ConnId connection;
    std::uint64_t number = 0;
  };
  /// Gets the requests that waited for `limit`.
  using OnTimeout = std::function<void(ConnId, const RequestPtr&)>;

  WaitingRequests(base::Timers& timers, std::chrono::milliseconds limit, OnTimeout on_timeout);

  Ticket add(ConnId connection, RequestPtr request);
  /// The request, which waits no longer; null when it does not wait any more.
  RequestPtr take(Ticket ticket);
  /// The connection is gone.
  void forget(ConnId connection) { requests_.erase(connection); }
  std::size_t size() const { return requests_.size(); }

 private:
  struct Entry {
    RequestPtr request;
    std::uint64_t number;
    base::Timer deadline;
  };

  base::Timers& timers_;
  std::chrono::milliseconds limit_;
  OnTimeout on_timeout_;
  std::unordered_map<ConnId, Entry> requests_;
  std::uint64_t last_number_ = 0;
};

}  // namespace engineio

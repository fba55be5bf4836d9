// counting_wire.hpp - a network that costs next to nothing: it counts what it is given and remembers the
// last.
//
// Between a benchmark and a real engine: the benchmark plays requests and messages, the engine answers into
// the counters. No connection is ever closed by it, and what the engine closes stays silent.
//
// Thread: the caller's. Lifetime: must outlive the server it is given to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engineio/wire.hpp"

namespace bench {

class CountingWire final : public engineio::Wire {
 public:
  using ConnId = engineio::ConnId;
  using HttpRequest = engineio::HttpRequest;

  /// Names the receiver of all events; call it once the server exists.
  void attach(engineio::WireListener& listener) { listener_ = &listener; }

  // --- playing the peers ---

  /// A new connection on which nothing happened yet.
  ConnId connect() { return ConnId{0, connections_++, 1}; }
  void request(ConnId id, HttpRequest request) {
    request.remote_address = "127.0.0.1";
    listener_->on_request(id, std::move(request));
  }
  void message(ConnId id, engineio::Frame frame) { listener_->on_frame(id, std::move(frame)); }

  // --- what the engine sent ---

  /// Responses and WebSocket messages so far; a 101 is none.
  std::uint64_t sent() const { return sent_; }
  /// Payload of the latest one.
  std::string_view latest() const { return latest_.view(); }

  // --- Wire ---

  void respond(ConnId, engineio::HttpResponse response) override { count(std::move(response.body)); }
  void accept(ConnId, std::vector<engineio::HttpHeader>) override {}
  void send(ConnId, const engineio::Frame& frame) override { count(frame.bytes); }
  void close(ConnId, std::uint16_t) override {}
  void abort(ConnId) override {}
  std::size_t queued_bytes(ConnId) const override { return 0; }
  void report_drained(ConnId) override {}

 private:
  void count(base::SharedBytes payload) {
    ++sent_;
    latest_ = std::move(payload);
  }

  engineio::WireListener* listener_ = nullptr;
  std::uint32_t connections_ = 0;
  std::uint64_t sent_ = 0;
  base::SharedBytes latest_;
};

/// A WebSocket upgrade request as a browser sends it, judged by the network already.
inline engineio::HttpRequest upgrade_request(std::string_view target) {
  engineio::HttpRequest request =
      engineio::HttpRequest::make("GET", target,
                                  {{"Host", "127.0.0.1"},
                                   {"Connection", "Upgrade"},
                                   {"Upgrade", "websocket"},
                                   {"Sec-WebSocket-Version", "13"},
                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
  request.upgrade = engineio::HttpRequest::Upgrade::websocket;
  return request;
}

}  // namespace bench

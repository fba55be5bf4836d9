// tests/support/fake_wire.hpp - a Wire that records what the engine asks and plays what the network reports.
//
// A test opens connections with get(), post(), websocket() or request(), plays events on them, and reads
// what came back. Every misuse of the seam by the engine (answering twice, frames before the 101) fails the
// running test. on_closed() for connections that the engine closed is delivered by the next turn().
//
// Thread: the test's. Lifetime: must outlive the server it is given to.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engineio/wire.hpp"

namespace test {

using Headers = std::vector<std::pair<std::string, std::string>>;
/// WebSocket messages as a test writes them: text as it is, binary as "<01 02 ff>".
using Frames = std::vector<std::string>;

inline std::string as_text(const engineio::Frame& frame) {
  if (!frame.binary) return std::string(frame.bytes.view());
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "<";
  for (const char c : frame.bytes.view()) {
    const auto byte = static_cast<unsigned char>(c);
    if (text.size() > 1) text += ' ';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text + '>';
}

/// What the engine did with one connection so far.
struct FakeConnection {
  std::vector<engineio::HttpResponse> responses;
  Frames frames;
  std::vector<engineio::HttpHeader> accept_headers;
  bool accepted = false;           ///< answered 101
  bool awaiting_answer = false;    ///< a request is complete, or its head arrived, and is not answered
  bool head_only = false;          ///< the body of the current request has not arrived
  bool upgrade_requested = false;  ///< the current request asked for an upgrade
  bool closed = false;             ///< the engine closed or dropped it
  bool aborted = false;            ///< ... by abort()
  bool gone = false;               ///< on_closed() was delivered
  bool stalled = false;            ///< the peer does not read: sent bytes stay queued
  std::uint16_t close_code = 0;    ///< given to close()
  bool report_drained = false;     ///< the engine waits for on_drained()
  std::size_t queued_bytes = 0;
  std::size_t incompressible = 0;  ///< messages of `frames`, ever, that must not be compressed

  bool answered() const { return !responses.empty(); }
  /// The latest response. Fails the test when there is none.
  const engineio::HttpResponse& response() const {
    REQUIRE_FALSE(responses.empty());
    return responses.back();
  }
  int status() const { return response().status; }
  std::string body() const { return std::string(response().body.view()); }
};

/// Value of a response header, "(none)" when it is absent; several are joined with " | ".
inline std::string header_of(const std::vector<engineio::HttpHeader>& headers, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& header : headers) {
    if (!engineio::equal_ignoring_case(header.name, name)) continue;
    found = found ? *found + " | " + header.value : header.value;
  }
  return found.value_or("(none)");
}

class FakeWire final : public engineio::Wire {
 public:
  using ConnId = engineio::ConnId;
  using HttpRequest = engineio::HttpRequest;

  /// Names the receiver of all events; call it once the server exists.
  void attach(engineio::WireListener& listener) { listener_ = &listener; }

  // --- playing the peer ---

  /// A new connection on which nothing happened yet.
  ConnId connect() {
    connections_.emplace_back();
    return ConnId{0, static_cast<std::uint32_t>(connections_.size() - 1), 1};
  }
  /// A complete request on a new connection.
  ConnId request(HttpRequest request) {
    const ConnId id = connect();
    this->request(id, std::move(request));
    return id;
  }
  /// A complete request on an open, idle connection (keep-alive), or the rest of one whose head was played.
  void request(ConnId id, HttpRequest request) {
    FakeConnection& connection = at(id);
    REQUIRE_FALSE(connection.gone);
    if (connection.head_only) {
      connection.head_only = false;
      if (!connection.awaiting_answer) return;  // answered early: the network discards the body
    } else {
      REQUIRE_FALSE(connection.awaiting_answer);
      connection.awaiting_answer = true;
    }
    connection.upgrade_requested = request.upgrade != HttpRequest::Upgrade::none;
    if (request.remote_address.empty()) request.remote_address = "127.0.0.1";
    listener_->on_request(id, std::move(request));
  }
  /// The head of a request whose body is still on its way.
  ConnId request_head(const HttpRequest& head) {
    const ConnId id = connect();
    at(id).awaiting_answer = at(id).head_only = true;
    listener_->on_request_head(id, head);
    return id;
  }
  ConnId get(std::string_view target, const Headers& headers = {}) {
    return request(HttpRequest::make("GET", target, headers));
  }
  ConnId post(std::string_view target, std::string_view body, const Headers& headers = {}) {
    return request(HttpRequest::make("POST", target, headers, body));
  }
  /// A correct WebSocket upgrade request.
  static HttpRequest upgrade_request(std::string_view target, Headers headers = {}) {
    headers.insert(headers.end(), {{"Upgrade", "websocket"},
                                   {"Connection", "Upgrade"},
                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                   {"Sec-WebSocket-Version", "13"}});
    HttpRequest request = HttpRequest::make("GET", target, headers);
    request.upgrade = HttpRequest::Upgrade::websocket;
    return request;
  }
  ConnId websocket(std::string_view target, const Headers& headers = {}) {
    return request(upgrade_request(target, headers));
  }
  /// One WebSocket text message from the peer. Ignored when the engine closed the connection already.
  void text(ConnId id, std::string_view message) { play(id, message, false); }
  /// One WebSocket binary message from the peer.
  void binary(ConnId id, std::string_view bytes) { play(id, bytes, true); }
  /// The peer's connection goes away.
  void peer_closes(ConnId id, std::error_code reason = {}) {
    FakeConnection& connection = at(id);
    REQUIRE_FALSE(connection.gone);
    connection.closed = connection.gone = true;
    listener_->on_closed(id, reason);
  }
  /// From now on the peer does not read: bytes sent to it stay queued.
  void stall(ConnId id) { at(id).stalled = true; }
  /// The peer reads again, and everything queued leaves.
  void drain(ConnId id) {
    at(id).stalled = at(id).report_drained = false;
    if (std::exchange(at(id).queued_bytes, 0) > 0) listener_->on_drained(id);
  }
  /// Delivers on_closed() for what the engine closed, and on_drained() where it asked and nothing is queued.
  /// @return false when there was nothing to deliver.
  bool turn() {
    bool delivered = false;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      if (connections_[i].report_drained && connections_[i].queued_bytes == 0) {
        connections_[i].report_drained = false;
        delivered = true;
        listener_->on_drained(ConnId{0, static_cast<std::uint32_t>(i), 1});
      }
      if (!connections_[i].closed || connections_[i].gone) continue;
      connections_[i].gone = delivered = true;
      listener_->on_closed(ConnId{0, static_cast<std::uint32_t>(i), 1}, {});
    }
    return delivered;
  }

  // --- looking at what the engine did ---

  const FakeConnection& operator[](ConnId id) const { return connections_.at(id.slot); }
  /// The WebSocket messages sent since the last call.
  Frames take_frames(ConnId id) { return std::exchange(at(id).frames, {}); }
  /// Connections whose request waits for its answer, such as open polls.
  std::size_t awaiting() const {
    std::size_t count = 0;
    for (const auto& connection : connections_) count += connection.awaiting_answer && !connection.closed;
    return count;
  }

  /// As awaiting(), without those whose body has not arrived.
  std::size_t unanswered() const {
    std::size_t count = 0;
    for (const auto& connection : connections_) {
      count += connection.awaiting_answer && !connection.closed && !connection.head_only;
    }
    return count;
  }

  // --- Wire ---

  void respond(ConnId id, engineio::HttpResponse response) override {
    FakeConnection& connection = at(id);
    if (connection.closed) return;
    REQUIRE_MESSAGE(connection.awaiting_answer, "response without a request");
    connection.awaiting_answer = false;
    connection.closed = response.close || connection.upgrade_requested;
    connection.responses.push_back(std::move(response));
  }
  void accept(ConnId id, std::vector<engineio::HttpHeader> headers) override {
    FakeConnection& connection = at(id);
    if (connection.closed) return;
    REQUIRE_MESSAGE(connection.awaiting_answer, "101 without a request");
    REQUIRE_MESSAGE(connection.upgrade_requested, "101 for an ordinary request");
    connection.awaiting_answer = false;
    connection.accepted = true;
    connection.accept_headers = std::move(headers);
  }
  void send(ConnId id, const engineio::Frame& frame) override {
    FakeConnection& connection = at(id);
    if (connection.closed) return;
    REQUIRE_MESSAGE(connection.accepted, "frame before the 101");
    connection.frames.push_back(as_text(frame));
    connection.incompressible += !frame.compress;
    if (connection.stalled) connection.queued_bytes += frame.bytes.size();
  }
  void close(ConnId id, std::uint16_t code) override {
    FakeConnection& connection = at(id);
    if (connection.closed) return;
    connection.closed = true;
    connection.awaiting_answer = false;
    connection.close_code = code;
  }
  void abort(ConnId id) override {
    FakeConnection& connection = at(id);
    if (connection.gone) return;
    connection.closed = connection.aborted = true;
    connection.awaiting_answer = false;
    connection.queued_bytes = 0;
  }
  std::size_t queued_bytes(ConnId id) const override {
    if (!id.valid()) return 0;
    const FakeConnection& connection = connections_.at(id.slot);
    return connection.closed ? 0 : connection.queued_bytes;
  }
  void report_drained(ConnId id) override {
    if (id.valid() && !at(id).closed) at(id).report_drained = true;
  }

 private:
  FakeConnection& at(ConnId id) {
    REQUIRE_MESSAGE(id.valid(), "command for no connection");
    return connections_.at(id.slot);
  }
  void play(ConnId id, std::string_view bytes, bool is_binary) {
    REQUIRE(at(id).accepted);
    if (at(id).closed) return;
    listener_->on_frame(id, engineio::Frame{base::SharedBytes::copy(bytes), is_binary});
  }

  std::deque<FakeConnection> connections_;  // references stay good while events open more of them
  engineio::WireListener* listener_ = nullptr;
};

}  // namespace test

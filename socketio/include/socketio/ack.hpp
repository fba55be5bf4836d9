// socketio/ack.hpp - the answer to a client that asked for one.
//
// One-shot: the second call does nothing. Dropped without a call, the client never gets an answer (as with
// the reference). May be kept and called later; does nothing once the socket is gone. Thread: hub.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "socketio/args.hpp"

namespace socketio {

class Namespace;

/// Names a socket of a namespace without keeping it alive. Never reused.
struct SocketHandle {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;  ///< 0 = none
  friend bool operator==(const SocketHandle&, const SocketHandle&) = default;
};

/// The untyped answer that every Ack<...> shares.
class AckReply {
 public:
  /// Nobody asked.
  AckReply() = default;
  AckReply(Namespace& nsp, SocketHandle socket, std::uint64_t id);

  bool requested() const { return state_ != nullptr; }
  template <Sendable... Ts>
  void send(const Ts&... values) const {
    if (!claim()) return;
    JsonWriter out;
    out.begin_array();
    (write_arguments(out, values), ...);
    out.end_array();
    send_json(out);
  }

 private:
  struct State;
  bool claim() const;
  void send_json(const JsonWriter& out) const;
  std::shared_ptr<State> state_;
};

/// Last parameter of an event handler; Ts are the types of the answer's arguments.
template <class... Ts>
class Ack {
 public:
  Ack() = default;
  explicit Ack(AckReply reply) : reply_(std::move(reply)) {}

  /// True when the client asked for an answer; calling it otherwise is harmless.
  explicit operator bool() const { return reply_.requested(); }
  void operator()(const Ts&... values) const { reply_.send(values...); }

 private:
  AckReply reply_;
};

}  // namespace socketio

// socketio/ack.hpp - the answer to a client that asked for one.
//
// One-shot: the second call does nothing. Dropped without a call, the client never gets an answer (as with
// the reference). May be kept and called later; does nothing once the socket is gone. Thread: hub.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "base/slot_table.hpp"
#include "socketio/args.hpp"
#include "socketio/namespace_ref.hpp"

namespace socketio {

/// Names a socket in the table of its namespace, without keeping it alive. Never used again.
using SocketHandle = base::SlotId;

/// The untyped answer behind an Ack<...>. Copies share the one shot; only copying allocates.
class AckReply {
 public:
  /// Nobody asked.
  AckReply() = default;
  /// Made by the library for packet `id`.
  /// @param socket  who asked; none: another server, with Namespace::receive_server_side().
  AckReply(NamespaceRef nsp, SocketHandle socket, std::uint64_t id)
      : nsp_(std::move(nsp)), socket_(socket), id_(id) {}
  AckReply(const AckReply& other);
  AckReply(AckReply&& other) noexcept
      : nsp_(std::move(other.nsp_)),
        socket_(other.socket_),
        id_(other.id_),
        used_(other.used_),
        shared_used_(std::move(other.shared_used_)) {}
  AckReply& operator=(AckReply other) noexcept;
  ~AckReply() = default;

  /// Whether the client asked for an answer.
  bool requested() const { return nsp_.named(); }
  /// Answers with these arguments; only the first call does.
  template <Sendable... Ts>
  void send(const Ts&... values) const {
    if (!claim()) return;
    JsonWriter out = begin_array();
    (write_arguments(out, values), ...);
    out.end_array();
    send_json(std::move(out));
  }

 private:
  bool claim() const;
  JsonWriter begin_array() const;
  void send_json(JsonWriter out) const;

  NamespaceRef nsp_;
  SocketHandle socket_;
  std::uint64_t id_ = 0;
  mutable bool used_ = false;                    // as long as there is one copy
  mutable std::shared_ptr<bool> shared_used_{};  // from the second on
};

/// Last parameter of an event handler; Ts are the types of the answer's arguments.
template <class... Ts>
class Ack {
 public:
  Ack() = default;
  /// Made by the library.
  explicit Ack(AckReply reply) : reply_(std::move(reply)) {}

  /// True when the client asked for an answer; calling it otherwise is harmless.
  explicit operator bool() const { return reply_.requested(); }
  /// Answers with these arguments; only the first call does.
  void operator()(const Ts&... values) const { reply_.send(values...); }

 private:
  AckReply reply_;
};

}  // namespace socketio

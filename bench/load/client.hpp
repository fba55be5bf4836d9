// client.hpp - one Socket.IO client in the namespace "/", whatever carries it.
//
// Lifetime: its listener, its endpoint and the event loop outlive it. A client lives until the end of the
// run, closed or not: the loop may hold an event for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "endpoint.hpp"
#include "message.hpp"

namespace bench {

class Client;

/// What a scenario reacts to. Every callback may send and close.
class ClientListener {
 public:
  /// The CONNECT of the namespace was answered.
  virtual void on_connected(Client&) {}
  /// Connected, and the transport has done all that it has to: messages can go both ways.
  virtual void on_ready(Client& client) = 0;
  /// `answer` is the argument array; for a binary acknowledgement the attachment.
  virtual void on_ack(Client&, std::uint32_t /*id*/, std::string_view /*answer*/) {}
  /// `arguments` is the array with the event's name.
  virtual void on_event(Client&, std::string_view /*arguments*/) {}
  /// Everything that one read brought has been reported: the moment to answer together.
  virtual void on_read_done(Client&) {}
  /// The connection is lost for good; last call for this client. Not called after close().
  virtual void on_failed(Client& client, std::string_view why) = 0;

 protected:
  ~ClientListener() = default;
};

class Client {
 public:
  Client(std::size_t index, ClientListener& listener, const Endpoint& endpoint)
      : index_(index), listener_(listener), endpoint_(endpoint) {}
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts to connect. Once.
  void start();
  /// @pre on_ready() was called.
  virtual void send(std::span<const Message* const> messages) = 0;
  void send(const Message& message);
  /// No callback after it.
  void close();

  std::size_t index() const { return index_; }
  bool closed() const { return closed_; }
  /// What other clients know it by; empty until its CONNECT was answered.
  const std::string& socket_id() const { return socket_id_; }
  Time started_at() const { return started_at_; }
  /// Engine.IO pings that were answered.
  std::uint64_t pings() const { return pings_; }

 protected:
  /// Takes one Engine.IO packet apart.
  void receive(std::string_view packet);
  /// The attachment of the last binary acknowledgement.
  void receive_attachment(std::string_view bytes);
  void fail(std::string_view why);
  ClientListener& listener() { return listener_; }
  const std::string& connect_packet() const { return endpoint_.connect_packet; }

 private:
  virtual void on_start() = 0;
  /// The Engine.IO session is open.
  virtual void on_session(std::string_view id) = 0;
  virtual void on_namespace_connected() = 0;
  virtual void on_probe_answered();
  virtual void send_pong() = 0;
  virtual void close_connections() = 0;

  std::size_t index_;
  ClientListener& listener_;
  const Endpoint& endpoint_;
  std::string socket_id_;
  bool closed_ = false;
  bool expects_attachment_ = false;
  std::uint32_t attachment_ack_ = 0;
  std::uint64_t pings_ = 0;
  Time started_at_{};
};

}  // namespace bench

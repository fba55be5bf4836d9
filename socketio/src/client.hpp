// socketio/src/client.hpp - one Engine.IO session and its sockets, one per namespace.
//
// Protocol: Socket.IO 5, "Connection to a namespace"; for sessions of Engine.IO 3 as in legacy.hpp.
// Thread: hub. Lifetime: owned by the session.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/timers.hpp"
#include "engineio/session.hpp"
#include "held_packets.hpp"
#include "socketio/disconnect_reason.hpp"
#include "socketio/parser.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class NamespaceRequest;
class Server;

class Client final : public engineio::SessionHandler {
 public:
  Client(Server& server, engineio::Session& session);
  ~Client() override;

  void on_open() override;
  void on_message(const engineio::Frame& message) override;
  void on_high_water() override;
  void on_drain() override;
  void on_close(engineio::CloseReason reason, std::string_view description) override;

  engineio::Session& session() const { return session_; }
  /// False once this connection is closing, even if that takes a while.
  bool open() const { return !ended_ && session_.open(); }
  /// Of a new socket: random, but for old clients what they compute themselves.
  SocketId make_id(const Namespace& nsp) const;
  void send(const EncodedPacket& packet, BroadcastFlags flags);
  /// The socket joined: its CONNECT reply.
  void welcome(Socket& socket);
  /// The socket's connection handlers ran: what was sent behind the CONNECT follows now.
  void release(Socket& socket);
  /// A middleware said no: CONNECT_ERROR, and the socket is gone.
  void refuse(Socket& socket, const Reject& reason);
  /// The socket left by itself.
  void remove(Socket& socket);
  /// DISCONNECT for every namespace, then the session closes.
  void disconnect();
  /// Every socket leaves with that reason, nothing is sent.
  void leave_all(DisconnectReason reason, std::string_view description = {});
  /// Whether the namespace that was asked for exists now; null: no.
  void decide(NamespaceRequest& request, Namespace* nsp);
  /// Closes because of what a client may not do at this point: "forced server close".
  void close(std::error_code why);

 private:
  /// What there is until the socket's connection handlers ran.
  struct Joining {
    HeldPackets packets;
    std::shared_ptr<NamespaceRequest> request = nullptr;  // until there is a namespace
    ~Joining();
  };
  struct Entry {
    Socket* socket;  // null as long as there is a request
    std::unique_ptr<Joining> joining;
    std::string_view name() const;
  };

  void receive(Packet&& packet);
  void connect(const Packet& packet);
  void join(std::string_view name, std::string auth);
  void deliver(Entry& entry, Packet&& packet);
  void enter(Entry& entry, Namespace& nsp, std::string auth);
  void send_error(std::string_view nsp, std::string_view payload);
  void refuse_unknown(std::string_view nsp);
  /// Closes because of a packet that cannot be decoded: "forced close".
  void fail(std::error_code error);
  void watch_attachments(bool awaited);
  /// Calls on_high_water() or on_drain() listeners of every socket.
  void tell_sockets(std::uint32_t key);
  Entry* find(std::string_view nsp);
  Entry* find(const Socket& socket);

  Server& server_;
  engineio::Session& session_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<Entry> entries_;
  base::Timer connect_timer_;
  base::Timer attachments_timer_;
  const bool legacy_;  // of the time of Engine.IO 3
  bool ended_ = false;
};

}  // namespace socketio

#include "client.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/random_id.hpp"
#include "guard.hpp"
#include "legacy.hpp"
#include "listeners.hpp"
#include "socketio/error.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server.hpp"

namespace socketio {
namespace {

DisconnectReason reason_of(engineio::CloseReason reason) {
  switch (reason) {
    case engineio::CloseReason::transport_close:
      return DisconnectReason::transport_close;
    case engineio::CloseReason::transport_error:
      return DisconnectReason::transport_error;
    case engineio::CloseReason::ping_timeout:
      return DisconnectReason::ping_timeout;
    case engineio::CloseReason::parse_error:
      return DisconnectReason::parse_error;
    case engineio::CloseReason::forced_close:
      return DisconnectReason::forced_close;
  }
  return DisconnectReason::transport_error;
}

std::string error_payload(std::string_view message, std::string_view data_json) {
  JsonWriter out;
  out.begin_object().key("message").string(message);
  if (!data_json.empty()) out.key("data").raw(data_json);
  out.end_object();
  return out.text();
}

DecoderLimits limits_of(const Options& options) {
  return {options.max_attachments, options.max_attachment_bytes};
}

}  // namespace

Client::Client(Server& server, engineio::Session& session, JsonValidator& validator)
    : server_(server),
      session_(session),
      decoder_(validator, limits_of(server.options())),
      legacy_(session.protocol() == engineio::Protocol::v3) {}

Client::~Client() = default;

void Client::on_open() {
  connect_timer_ =
      server_.timers().after(server_.options().connect_timeout, [this] { close(Errc::timed_out); });
  if (legacy_) join("/", "{}");
}

void Client::on_message(const engineio::Frame& message) {
  if (ended_) return;
  auto packet = message.binary ? decoder_.add_binary(message.bytes) : decoder_.add_text(message.bytes);
  if (!packet) return fail(packet.error());
  watch_attachments();
  if (*packet) receive(std::move(**packet));
}

void Client::watch_attachments() {
  if (!decoder_.awaiting_attachments()) return attachments_timer_.cancel();
  if (attachments_timer_.pending()) return;
  attachments_timer_ = server_.timers().after(server_.options().attachments_timeout,
                                              [this] { fail(Errc::illegal_attachments); });
}

void Client::receive(Packet&& packet) {
  if (packet.type == PacketType::connect) return connect(packet);
  if (legacy_) packet.nsp = legacy::namespace_of(packet.nsp);
  Entry* const entry = find(packet.nsp);
  if (packet.type == PacketType::connect_error || entry == nullptr) return close(Errc::invalid_state);
  deliver(*entry, std::move(packet));
}

void Client::connect(const Packet& packet) {
  if (!legacy_) return join(packet.nsp, packet.data.empty() ? "{}" : std::string(packet.data));
  if (legacy::query_of(packet.nsp).size() > legacy::max_query_bytes) return close(Errc::illegal_namespace);
  join(legacy::namespace_of(packet.nsp), legacy::auth_of(packet.nsp));
}

void Client::join(std::string_view name, std::string auth) {
  if (find(name)) return close(Errc::invalid_state);
  Namespace* nsp = server_.find(name);
  if (!nsp) {
    return send(encode_packet(PacketType::connect_error, name, {}, error_payload("Invalid namespace", "")),
                {});
  }
  if (entries_.size() >= server_.options().max_namespaces_per_client) return close(Errc::illegal_namespace);
  Socket& socket = nsp->create(*this, std::move(auth));
  entries_.push_back({&socket, std::make_unique<Held>()});
  nsp->run_middlewares(socket.handle_, 0);
}

void Client::deliver(Entry& entry, Packet&& packet) {
  if (entry.held) return hold(*entry.held, std::move(packet));
  Socket& socket = *entry.socket;
  if (packet.type != PacketType::disconnect) return socket.receive(std::move(packet));
  remove(socket);
  socket.leave_namespace(DisconnectReason::client_namespace_disconnect);
}

void Client::hold(Held& held, Packet&& packet) {
  const Options& options = server_.options();
  held.bytes += packet.text.size();
  for (const base::SharedBytes& bytes : packet.attachments) held.bytes += bytes.size();
  if (held.packets.size() >= options.max_buffered_packets || held.bytes > options.max_http_buffer_size) {
    return close(Errc::invalid_state);
  }
  packet.elements = {};
  held.packets.push_back(std::move(packet));
}

void Client::welcome(Socket& socket) {
  connect_timer_.cancel();
  JsonWriter out;
  if (!legacy_) out.begin_object().key("sid").string(socket.id()).end_object();
  send(encode_packet(PacketType::connect, socket.nsp().name(), {}, out.text()), {});
}

void Client::release(Socket& socket) {
  Entry* entry = find(socket);
  if (!entry) return;
  const auto held = std::move(entry->held);
  const std::string nsp = socket.nsp().name();
  for (Packet& packet : held->packets) {
    if (ended_) return;
    entry = find(nsp);
    if (!entry) return close(Errc::invalid_state);
    deliver(*entry, std::move(packet));
  }
}

void Client::refuse(Socket& socket, const Reject& reason) {
  const std::string payload =
      legacy_ ? legacy::error_payload(reason) : error_payload(reason.message, reason.data_json);
  send(encode_packet(PacketType::connect_error, socket.nsp().name(), {}, payload), {});
  const bool more = !find(socket)->held->packets.empty();
  remove(socket);
  socket.leave_namespace(DisconnectReason::server_namespace_disconnect);
  if (more) close(Errc::invalid_state);
}

void Client::remove(Socket& socket) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.socket == &socket; });
}

SocketId Client::make_id(const Namespace& nsp) const {
  return legacy_ ? legacy::socket_id(nsp.name(), session_.id()) : base::random_id();
}

void Client::send(const EncodedPacket& packet, BroadcastFlags flags) {
  if (flags.volatile_ && !session_.writable()) return;
  const engineio::SendFlags how{false, flags.compress};
  session_.send(packet.text, how);
  for (const engineio::Message& attachment : packet.attachments) session_.send(attachment, how);
}

void Client::disconnect() {
  for (const Entry& entry : entries_) {
    if (entry.socket->connected())
      send(encode_packet(PacketType::disconnect, entry.socket->nsp().name(), {}, {}), {});
  }
  ended_ = true;
  leave_all(DisconnectReason::server_namespace_disconnect);
  session_.close();
}

void Client::leave_all(DisconnectReason reason) {
  while (!entries_.empty()) {
    Socket* socket = entries_.front().socket;
    entries_.erase(entries_.begin());
    socket->leave_namespace(reason);
  }
}

void Client::fail(std::error_code error) {
  if (ended_) return;
  ended_ = true;
  const std::string message = error.message();
  base::log::debug("socketio: closing a connection: ", message);
  std::vector<Socket*> sockets;
  for (const Entry& entry : entries_) sockets.push_back(entry.socket);
  for (Socket* const socket : sockets) {
    if (find(*socket)) socket->call_error_listener(message);
  }
  session_.close();
}

void Client::close(std::error_code why) {
  if (std::exchange(ended_, true)) return;
  base::log::debug("socketio: closing a connection: ", why.message());
  leave_all(DisconnectReason::forced_server_close);
  session_.close();
}

void Client::on_close(engineio::CloseReason reason, std::string_view) {
  ended_ = true;
  connect_timer_.cancel();
  attachments_timer_.cancel();
  leave_all(reason_of(reason));
}

Client::Entry* Client::find(std::string_view nsp) {
  for (Entry& entry : entries_) {
    if (entry.socket->nsp().name() == nsp) return &entry;
  }
  return nullptr;
}

Client::Entry* Client::find(const Socket& socket) {
  for (Entry& entry : entries_) {
    if (entry.socket == &socket) return &entry;
  }
  return nullptr;
}

}  // namespace socketio

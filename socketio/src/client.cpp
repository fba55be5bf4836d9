#include "client.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/random_id.hpp"
#include "guard.hpp"
#include "legacy.hpp"
#include "listeners.hpp"
#include "namespace_request.hpp"
#include "namespace_table.hpp"
#include "recovery/connection_recovery.hpp"
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

}  // namespace

Client::Client(Server& server, engineio::Session& session)
    : server_(server),
      session_(session),
      decoder_(server.parser().make_decoder()),
      legacy_(session.protocol() == engineio::Protocol::v3) {}

Client::~Client() = default;

Client::Joining::~Joining() {
  if (request) request->forget();
}

std::string_view Client::Entry::name() const {
  return socket ? socket->nsp().name() : joining->request->name();
}

void Client::on_open() {
  connect_timer_ =
      server_.timers().after(server_.options().connect_timeout, [this] { close(Errc::timed_out); });
  if (legacy_) join("/", "{}");
}

void Client::on_message(const engineio::Frame& message) {
  if (ended_) return;
  auto packet = message.binary ? decoder_->add_binary(message.bytes) : decoder_->add_text(message.bytes);
  if (!packet) return fail(packet.error());
  watch_attachments(!*packet);
  if (*packet) receive(std::move(**packet));
}

void Client::watch_attachments(bool awaited) {
  if (!awaited) return attachments_timer_.cancel();
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
  NamespaceTable& namespaces = *server_.namespaces_;
  Namespace* const nsp = namespaces.find(name);
  if (!nsp && !namespaces.may_be_made(name)) return refuse_unknown(name);
  if (entries_.size() >= server_.options().max_namespaces_per_client) return close(Errc::illegal_namespace);
  Entry& entry = entries_.emplace_back(Entry{nullptr, std::make_unique<Joining>()});
  if (nsp) return enter(entry, *nsp, std::move(auth));
  const auto request =
      std::make_shared<NamespaceRequest>(namespaces, *this, std::string(name), std::move(auth));
  entry.joining->request = request;
  request->ask();
}

void Client::decide(NamespaceRequest& request, Namespace* nsp) {
  Entry* const entry = find(request.name());
  if (!open() || !entry) return;
  if (nsp) return enter(*entry, *nsp, request.take_auth());
  const std::string name = request.name();
  const bool more = !entry->joining->packets.empty();
  entries_.erase(entries_.begin() + (entry - entries_.data()));
  refuse_unknown(name);
  if (more) close(Errc::invalid_state);
}

void Client::enter(Entry& entry, Namespace& nsp, std::string auth) {
  Socket& socket = nsp.create(*this, std::move(auth));
  entry.socket = &socket;
  entry.joining->request = nullptr;
  if (legacy_) return nsp.run_middlewares(socket.handle_, 0);  // such clients know of no recovery
  nsp.admit(socket);
}

void Client::deliver(Entry& entry, Packet&& packet) {
  if (entry.joining) {
    if (!entry.joining->packets.add(std::move(packet), server_.options())) close(Errc::invalid_state);
    return;
  }
  Socket& socket = *entry.socket;
  if (packet.type != PacketType::disconnect) return socket.receive(std::move(packet));
  remove(socket);
  socket.leave_namespace(DisconnectReason::client_namespace_disconnect);
}

void Client::welcome(Socket& socket) {
  connect_timer_.cancel();
  JsonWriter out;
  if (!legacy_) {
    out.begin_object().key("sid").string(socket.id());
    if (socket.recovery_) out.key("pid").string(socket.recovery_->session.pid);
    out.end_object();
  }
  send(server_.parser().encode(PacketType::connect, socket.nsp().name(), {}, out.text()), {});
}

void Client::release(Socket& socket) {
  Entry* entry = find(socket);
  if (!entry) return;
  const auto joining = std::move(entry->joining);
  const std::string nsp = socket.nsp().name();
  while (!joining->packets.empty()) {
    if (ended_) return;
    Packet packet = joining->packets.take();
    entry = find(nsp);
    if (!entry) return close(Errc::invalid_state);
    deliver(*entry, std::move(packet));
  }
}

void Client::refuse(Socket& socket, const Reject& reason) {
  send_error(socket.nsp().name(),
             legacy_ ? legacy::error_payload(reason) : error_payload(reason.message, reason.data_json));
  const bool more = !find(socket)->joining->packets.empty();
  remove(socket);
  socket.leave_namespace(DisconnectReason::server_namespace_disconnect);
  if (more) close(Errc::invalid_state);
}

void Client::send_error(std::string_view nsp, std::string_view payload) {
  send(server_.parser().encode(PacketType::connect_error, nsp, {}, payload), {});
}

void Client::refuse_unknown(std::string_view nsp) { send_error(nsp, error_payload("Invalid namespace", "")); }

void Client::remove(Socket& socket) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.socket == &socket; });
}

SocketId Client::make_id(const Namespace& nsp) const {
  return legacy_ ? legacy::socket_id(nsp.name(), session_.id()) : base::random_id();
}

void Client::send(const EncodedPacket& packet, BroadcastFlags flags) {
  if (!session_.send(packet.message, {flags.volatile_, flags.compress})) return;
  const engineio::SendFlags how{false, flags.compress};
  for (const engineio::Message& attachment : packet.attachments) session_.send(attachment, how);
}

void Client::disconnect() {
  for (const Entry& entry : entries_) {
    if (entry.socket && entry.socket->connected())
      send(server_.parser().encode(PacketType::disconnect, entry.socket->nsp().name()), {});
  }
  ended_ = true;
  leave_all(DisconnectReason::server_namespace_disconnect);
  session_.close();
}

void Client::leave_all(DisconnectReason reason, std::string_view description) {
  while (!entries_.empty()) {
    Socket* socket = entries_.front().socket;
    entries_.erase(entries_.begin());
    if (socket) socket->leave_namespace(reason, description);
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
    if (socket && find(*socket)) socket->call_error_listener(message);
  }
  session_.close();
}

void Client::close(std::error_code why) {
  if (std::exchange(ended_, true)) return;
  base::log::debug("socketio: closing a connection: ", why.message());
  leave_all(DisconnectReason::forced_server_close);
  session_.close();
}

void Client::on_close(engineio::CloseReason reason, std::string_view description) {
  const bool ended = std::exchange(ended_, true);
  connect_timer_.cancel();
  attachments_timer_.cancel();
  const bool drained = !ended && reason == engineio::CloseReason::forced_close && server_.engine().draining();
  leave_all(drained ? DisconnectReason::server_shutting_down : reason_of(reason), description);
}

Client::Entry* Client::find(std::string_view nsp) {
  for (Entry& entry : entries_) {
    if (entry.name() == nsp) return &entry;
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

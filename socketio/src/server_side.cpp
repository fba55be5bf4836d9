// What servers of a cluster tell each other about a namespace.
#include <array>
#include <stdexcept>
#include <string>

#include "guard.hpp"
#include "handler_table.hpp"
#include "held_event.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

void Namespace::require_server_side_name(std::string_view event) {
  constexpr std::array<std::string_view, 3> reserved = {"connect", "connection", "new_namespace"};
  for (const std::string_view name : reserved) {
    if (event == name)
      throw std::invalid_argument("socketio: \"" + std::string(event) + "\" is a reserved event name");
  }
}

JsonWriter Namespace::begin_server_side(std::string_view event) {
  require_server_side_name(event);
  JsonWriter out = begin_array();
  out.string(event);
  return out;
}

void Namespace::send_server_side(JsonWriter out) {
  adapter_->server_side_emit(out.view());
  recycle(std::move(out));
}

void Namespace::send_server_side(JsonWriter out, std::chrono::milliseconds deadline,
                                 BroadcastAckHandler handler) {
  adapter_->server_side_emit_with_ack(out.view(), deadline, std::move(handler));
  recycle(std::move(out));
}

std::uint64_t Namespace::add_server_side(std::string_view event, std::unique_ptr<EventHandler> handler) {
  require_server_side_name(event);
  if (!server_side_) server_side_ = std::make_unique<HandlerTable>(*event_names_);
  const std::uint32_t token = ++last_token_;
  server_side_->add(token, event, std::move(handler));
  return token;
}

void Namespace::off_server_side(std::uint64_t token) {
  if (server_side_) server_side_->remove(static_cast<std::uint32_t>(token));
}

void Namespace::receive_server_side(const RawJson& event, std::optional<std::uint64_t> request) {
  if (!server_side_) return;
  Packet packet;
  packet.data = event.text();
  packet.attachments.assign(event.attachments().begin(), event.attachments().end());
  HeldEvent held(std::move(packet));
  auto received = held.event(request ? AckReply(self_, {}, *request) : AckReply());
  if (!received) return;
  server_side_->visit(received->name, [&](EventHandler& handler, bool only_one) {
    bool fit = true;
    guarded(received->name, [&] { fit = handler.call(*received, only_one); });
    if (!fit) warn_of_misfit(received->name);
    return true;
  });
}

}  // namespace socketio

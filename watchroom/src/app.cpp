#include "watchroom/app.hpp"

#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "base/random_id.hpp"
#include "core.hpp"
#include "event_table.hpp"
#include "handlers.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

void require(bool holds, const char* text) {
  if (!holds) throw std::invalid_argument(std::string("watchroom: ") + text);
}

void check(const Config& config) {
  using namespace std::chrono_literals;
  const Limits& limits = config.limits;
  require(!config.auth_key.empty(), "the auth key is empty");
  require(config.empty_room_grace >= 0ms, "the empty room grace is negative");
  require(config.owner_state_timeout >= 0ms, "the owner state timeout is negative");
  require(config.owner_room_timeout >= 0ms, "the owner room timeout is negative");
  require(limits.max_rooms > 0, "no room is allowed");
  require(limits.max_members_per_room > 0, "no member is allowed");
}

/// Told why, then disconnected: a client that gets the disconnect packet does not try again by itself.
void turn_away(Core& core, socketio::Socket& socket, std::string_view token) {
  base::log::info("watchroom: ", socket.id(), " from ", socket.handshake().address(),
                  " is not authorized: ", token.empty() ? "no token" : "wrong token");
  core.counts().sent("error");
  socket.emit("error", "Unauthorized");
  socket.disconnect(true);
}

void handle(Core& core, socketio::Socket& socket, const socketio::Event& event) {
  const ServedEvent& served = find_event(event.name);
  core.counts().received(served.number);
  if (served.handle == nullptr) return;
  const socketio::RawJson argument = event.args[0];
  if (!argument.attachments().empty()) return;  // no event of the protocol is binary
  served.handle({core, socket, event.name, served.number, argument, socketio::Ack<Json>(event.ack)});
}

/// One listener for all events instead of one per event: a connection costs no table of its own.
void serve(const std::shared_ptr<Core>& core, socketio::Socket& socket) {
  const std::string token = read_credential(socket.handshake().auth(), "token");
  if (!base::equal_secrets(token, core->config().auth_key)) return turn_away(*core, socket, token);
  const std::weak_ptr alive(core);
  socket.on_any([alive, &socket](const socketio::Event& event) {
    if (const auto live = alive.lock()) handle(*live, socket, event);
  });
  socket.on_disconnect([alive, &socket](socketio::DisconnectReason reason) {
    if (const auto live = alive.lock()) live->forget(socket, reason);
  });
}

}  // namespace

App::App(socketio::Server& server, base::Timers& timers, Config config) {
  check(config);
  core_ = std::make_shared<Core>(server, timers, std::move(config));
  server.of("/").on_connection([alive = std::weak_ptr(core_)](socketio::Socket& socket) {
    if (const auto core = alive.lock()) serve(core, socket);
  });
}

App::~App() = default;

Stats App::stats() const {
  Stats stats;
  for (const Room& room : core_->registry().rooms()) {
    stats.rooms.push_back({room.id, room.profile.name, room.members.size(), room.profile.is_public,
                           room.profile.has_password(), room.created_at_ms});
    stats.total_members += room.members.size();
  }
  stats.total_rooms = stats.rooms.size();
  return stats;
}

std::vector<EventTraffic> App::traffic() const { return core_->counts().all(); }

}  // namespace watchroom

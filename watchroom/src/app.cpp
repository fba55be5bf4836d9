#include "watchroom/app.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "core.hpp"
#include "credentials.hpp"
#include "dispatcher.hpp"

namespace watchroom {
namespace {

void require(bool holds, const char* text) {
  if (!holds) throw std::invalid_argument(std::string("watchroom: ") + text);
}

void check(const Config& config) {
  using namespace std::chrono_literals;
  const Limits& limits = config.limits;
  require(!config.auth_keys.empty(), "there is no auth key");
  for (const std::string& key : config.auth_keys) {
    require(!key.empty(), "an auth key is empty");
    require(key.size() <= longest_token, "an auth key is longer than 4096 bytes");
    require(std::ranges::count(config.token_secrets, key) == 0,
            "a token secret is an auth key, which users have");
  }
  require(std::ranges::count(config.token_secrets, "") == 0, "a token secret is empty");
  require(config.empty_room_grace >= 0ms, "the empty room grace is negative");
  require(config.owner_state_timeout >= 0ms, "the owner state timeout is negative");
  require(config.owner_room_timeout >= 0ms, "the owner room timeout is negative");
  require(config.restored_room_grace >= 0ms, "the grace of restored rooms is negative");
  require(limits.max_rooms > 0, "no room is allowed");
  require(limits.max_members_per_room > 0, "no member is allowed");
  require(limits.max_list_bytes > 0, "no list of rooms is allowed");
}

/// Enough to see that two clients have the same wrong key, or which of the old keys it is; nothing to find a
/// key with.
std::string digest_of(const std::string& token) {
  constexpr std::size_t shown_bytes = 4;
  return " (sha256 " + base::hex(base::sha256(token), shown_bytes) + ")";
}

void log_refusal(Core& core, std::string_view address, const Visitor& visitor) {
  RefusalLog& log = core.refusal_log();
  if (!log.wants(address)) return;
  std::string line = "refused " + std::string(address) + ": " + std::string(to_string(visitor.admission));
  if (visitor.admission == Admission::wrong_token) line += digest_of(visitor.token);
  log.write(line);
}

/// Told why, then disconnected: a client that gets the disconnect packet does not try again by itself.
void turn_away(Core& core, socketio::Socket& socket, const Visitor& visitor) {
  core.tally().refused(visitor.admission);
  log_refusal(core, socket.handshake().address(), visitor);
  core.counts().sent("error");
  socket.emit("error", "Unauthorized");
  socket.disconnect(true);
}

/// One listener for all events instead of one per event: a connection costs no table of its own.
void serve(const std::shared_ptr<Core>& core, socketio::Socket& socket) {
  Visitor visitor = examine(socket.handshake().auth(), core->config(), core->moment().unix_ms);
  if (visitor.admission != Admission::granted) return turn_away(*core, socket, visitor);
  if (!visitor.name.empty() || socket.recovered()) socket.data<Guest>().name = std::move(visitor.name);
  const std::weak_ptr alive(core);
  socket.on_any([alive, &socket](const socketio::Event& event) {
    if (const auto live = alive.lock()) dispatch(*live, socket, event);
  });
  socket.on_disconnect([alive, &socket](socketio::DisconnectReason reason) {
    if (const auto live = alive.lock()) live->forget(socket, reason);
  });
  if (socket.recovered()) core->come_back(socket);
}

}  // namespace

App::App(socketio::Server& server, base::Timers& timers, Config config, Resources resources) {
  check(config);
  require(!resources.store || resources.writing, "a store without a worker");
  core_ = std::make_shared<Core>(server, timers, std::move(config), resources);
  server.of("/").on_connection([alive = std::weak_ptr(core_)](socketio::Socket& socket) {
    if (const auto core = alive.lock()) serve(core, socket);
  });
}

App::~App() = default;

Counters App::counters() const { return core_->tally().counters(); }
std::error_code App::restore() { return core_->restore(); }

void App::close() { core_->close(); }

std::optional<storage::WriteBehindStats> App::storage_stats() const { return core_->storage_stats(); }

Stats App::stats() const {
  const Totals all = totals();
  Stats stats{.total_rooms = all.rooms, .total_members = all.members, .rooms = {}};
  stats.rooms.reserve(all.rooms);
  for (const Room& room : core_->registry().rooms()) {
    stats.rooms.push_back({room.id, room.profile.name, room.members.size(), room.profile.is_public,
                           room.profile.has_password(), room.created_at_ms});
  }
  return stats;
}

Totals App::totals() const {
  Totals totals;
  for (const Room& room : core_->registry().rooms()) {
    ++totals.rooms;
    totals.members += room.members.size();
  }
  return totals;
}

std::vector<EventTraffic> App::traffic() const { return core_->counts().all(); }

}  // namespace watchroom

// One event to the members of one room, through the real engineio and socketio on a wire that swallows.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "../support/counting_wire.hpp"
#include "../support/handlers.hpp"
#include "base/manual_timers.hpp"
#include "events.hpp"

namespace {

/// A server with so many WebSocket clients in its room "room".
class Room {
 public:
  explicit Room(std::int64_t members) : io_({}, time_, wire_) {
    wire_.attach(io_.listener());
    bench::add_handlers(io_);
    for (std::int64_t member = 0; member < members; ++member) join();
  }
  void broadcast(const socketio::RawJson& value) {
    io_.to("room").emit("play:update", value);
    time_.settle();
  }
  std::uint64_t sent() const { return wire_.sent(); }

 private:
  void join() {
    const engineio::ConnId id = wire_.connect();
    wire_.request(id, bench::upgrade_request("/socket.io/?EIO=4&transport=websocket"));
    say(id, "40");
    say(id, R"(421["join"])");
  }
  void say(engineio::ConnId id, std::string_view text) {
    wire_.message(id, {base::SharedBytes::copy(text), false});
    time_.settle();
  }

  base::ManualTimers time_;
  bench::CountingWire wire_;
  socketio::Server io_;
};

void broadcast(benchmark::State& state, const bench::Event& event, std::int64_t members) {
  Room room(members);
  const auto value = socketio::RawJson::parse(event.argument());
  if (!value) return state.SkipWithError("not JSON");
  const std::uint64_t before = room.sent();
  for (auto _ : state) room.broadcast(*value);
  const std::int64_t deliveries = state.iterations() * members;
  if (room.sent() - before != static_cast<std::uint64_t>(deliveries)) state.SkipWithError("not delivered");
  state.SetItemsProcessed(deliveries);
}

const int registered = [] {
  for (const std::int64_t members : {10, 100, 1000}) {
    for (const char* name : {"22B_seek", "240B_update", "12.7KB_numbers"}) {
      const std::string full = "broadcast/1_room/" + std::to_string(members) + "_members/" + name;
      benchmark::RegisterBenchmark(full.c_str(), broadcast, bench::event(name), members);
    }
  }
  return 0;
}();

}  // namespace

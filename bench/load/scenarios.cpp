#include "scenarios.hpp"

#include "failure.hpp"
#include "scenarios/broadcast.hpp"
#include "scenarios/connect.hpp"
#include "scenarios/depart.hpp"
#include "scenarios/echo.hpp"
#include "scenarios/fill.hpp"
#include "scenarios/idle.hpp"
#include "scenarios/joins.hpp"
#include "scenarios/storm.hpp"
#include "scenarios/upgrade.hpp"
#include "scenarios/watch_rooms.hpp"

namespace bench {
namespace {

using Made = std::unique_ptr<Scenario>;

struct Mode {
  std::string_view name;
  Made (*make)(const Options&);
};

constexpr Mode modes[] = {
    {"echo", [](const Options& o) -> Made { return std::make_unique<Echo>(o, Transport::websocket); }},
    {"pecho", [](const Options& o) -> Made { return std::make_unique<Echo>(o, Transport::polling); }},
    {"bcast", [](const Options& o) -> Made { return std::make_unique<Broadcast>(o); }},
    {"idle", [](const Options& o) -> Made { return std::make_unique<Idle>(o, Transport::websocket); }},
    {"pidle", [](const Options& o) -> Made { return std::make_unique<Idle>(o, Transport::polling); }},
    {"joins", [](const Options& o) -> Made { return std::make_unique<Joins>(o); }},
    {"depart", [](const Options& o) -> Made { return std::make_unique<Depart>(o); }},
    {"fill", [](const Options& o) -> Made { return std::make_unique<Fill>(o); }},
    {"connect", [](const Options& o) -> Made { return std::make_unique<Connect>(o, Transport::websocket); }},
    {"pconnect", [](const Options& o) -> Made { return std::make_unique<Connect>(o, Transport::polling); }},
    {"upgrade", [](const Options& o) -> Made { return std::make_unique<Upgrade>(o); }},
    {"storm", [](const Options& o) -> Made { return std::make_unique<Storm>(o); }},
    {"rooms", [](const Options& o) -> Made { return std::make_unique<WatchRooms>(o); }},
};

}  // namespace

std::unique_ptr<Scenario> make_scenario(const Options& options) {
  for (const Mode& mode : modes)
    if (mode.name == options.mode) return mode.make(options);
  throw Failure(Exit::usage, "unknown mode " + options.mode);
}

}  // namespace bench

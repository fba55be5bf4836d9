#include <memory>
#include <utility>

#include "scenario.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1024;
constexpr std::string_view websocket_target = "/socket.io/?EIO=4&transport=websocket";
constexpr std::string_view polling_target = "/socket.io/?EIO=4&transport=polling";

Message text(std::string bytes) { return {std::move(bytes), false}; }

/// A JSON string of that many characters.
std::string quoted(std::size_t characters) { return '"' + std::string(characters, 'x') + '"'; }

/// Peer `peer` says it all in one piece.
Step say(std::size_t peer, std::vector<Message> messages, std::size_t answers, std::string begins = {}) {
  return {[peer, messages = std::move(messages)](Peers& peers) { peers.send(peer, messages); }, answers,
          std::move(begins)};
}

Step say(std::size_t peer, std::string message, std::size_t answers, std::string begins) {
  return say(peer, std::vector{text(std::move(message))}, answers, std::move(begins));
}

Step open_websocket() {
  return {[](Peers& peers) { peers.open_websocket(websocket_target); }, 1, R"(0{"sid":)"};
}

/// Peers 0 to count - 1 with a WebSocket each, in "/".
std::vector<Step> connected(std::size_t count) {
  std::vector<Step> steps;
  for (std::size_t peer = 0; peer < count; ++peer) {
    steps.push_back(open_websocket());
    steps.push_back(say(peer, "40", 1, R"(40{"sid":)"));
  }
  return steps;
}

std::string echo_of(std::size_t characters) { return R"(421["echo",)" + quoted(characters) + ']'; }

Scenario echo(std::string name, std::size_t characters) {
  return {.name = std::move(name),
          .prepare = connected(1),
          .round = {say(0, echo_of(characters), 1, R"(431["xxx)")}};
}

Scenario echo_together(std::size_t count) {
  return {.name = "echo 64 B, " + std::to_string(count) + " in one read",
          .prepare = connected(1),
          .round = {say(0, std::vector(count, text(echo_of(64))), count, R"(431["xxx)")},
          .rounds = 50,
          .messages = count};
}

Scenario binary_echo() {
  return {.name = "binary echo 1 KiB",
          .prepare = connected(1),
          .round = {say(
              0, {text(R"(451-1["echo",{"_placeholder":true,"num":0}])"), {std::string(kib, '\x81'), true}},
              2, "\x81\x81")}};
}

Scenario event_for_event() {
  const std::string event = R"(42["ev",)" + quoted(64) + ']';
  return {
      .name = "event answered by event 64 B", .prepare = connected(1), .round = {say(0, event, 1, event)}};
}

Scenario broadcast(std::size_t members) {
  std::vector<Step> prepare = connected(members + 1);
  for (std::size_t peer = 1; peer <= members; ++peer)
    prepare.push_back(say(peer, R"(421["join"])", 1, "431[]"));
  const std::string event = R"(42["bc",)" + quoted(64) + ']';
  return {.name = "broadcast 64 B to " + std::to_string(members) + ", each delivery",
          .prepare = std::move(prepare),
          .round = {say(0, event, members, event)},
          .rounds = 50,
          .messages = members};
}

Scenario join_and_leave() {
  return {.name = "join and leave a room",
          .prepare = connected(1),
          .round = {say(0, R"(421["join"])", 1, "431[]"), say(0, R"(422["leave"])", 1, "432[]")}};
}

Scenario heartbeat() {
  constexpr auto interval = 10ms;
  return {.name = "ping and pong",
          .prepare = connected(1),
          .round = {{[](Peers& peers) { peers.pass(interval); }, 1, "2"}, say(0, "3", 0, "")},
          .rounds = 100,
          .ping_interval = interval};
}

Scenario websocket_connect() {
  const auto next_peer = std::make_shared<std::size_t>(0);
  const Message connect = text("40");
  const auto say_connect = [next_peer, connect](Peers& peers) { peers.send((*next_peer)++, {&connect, 1}); };
  return {.name = "WebSocket connect",
          .prepare = {},
          .round = {open_websocket(), {say_connect, 1, R"(40{"sid":)"}}};
}

/// A polling session; connections 2 n and 2 n + 1 belong to the n-th.
class PollingClient {
 public:
  /// The handshake, CONNECT, and its answer.
  std::vector<Step> connect() const {
    return {
        {[s = state_](Peers& peers) {
           peers.open_http();
           peers.open_http();
           s->poll = s->opened++ * 2;
           peers.request(s->poll, "GET", polling_target, "");
         },
         1, R"(0{"sid":)"},
        {[s = state_](Peers& peers) {
           s->target = std::string(polling_target) + "&sid=" + std::string(peers.latest().substr(9, 20));
           peers.request(s->poll + 1, "POST", s->target, "40");
         },
         1, "ok"},
        {[s = state_](Peers& peers) { peers.request(s->poll, "GET", s->target, ""); }, 1, R"(40{"sid":)"}};
  }
  /// The server holds the poll.
  Step poll() const {
    return {[s = state_](Peers& peers) { peers.request(s->poll, "GET", s->target, ""); }};
  }
  Step post(std::string body, std::size_t answers) const {
    return {[s = state_, body = std::move(body)](Peers& peers) {
              peers.request(s->poll + 1, "POST", s->target, body);
            },
            answers};
  }

 private:
  struct State {
    std::string target;
    std::size_t opened = 0;
    std::size_t poll = 0;  // the connection that polls; the next one posts
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

Scenario polling_connect() {
  return {.name = "polling connect", .prepare = {}, .round = PollingClient().connect()};
}

Scenario polling_echo() {
  const PollingClient client;
  return {.name = "polling echo 64 B",
          .prepare = client.connect(),
          .round = {client.poll(), client.post(echo_of(64), 2)}};
}

}  // namespace

std::vector<Scenario> make_scenarios() {
  return {echo("echo 64 B", 64), echo_together(16),   echo("echo 1 KiB", kib), echo("echo 16 KiB", 16 * kib),
          binary_echo(),         event_for_event(),   broadcast(100),          join_and_leave(),
          polling_echo(),        websocket_connect(), polling_connect(),       heartbeat()};
}

}  // namespace bench

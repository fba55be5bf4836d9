// Any bytes are a script for clients and the application of a Socket.IO server, over the whole stack. However
// it goes: each socket ends once, no id comes twice, and nothing is left behind.

#include <string_view>

#include "scripts.hpp"
#include "session_world.hpp"

using namespace std::chrono_literals;

namespace {

constexpr int most_steps = 150;

socketio::Options options_of(test::Choices& script) {
  socketio::Options options;
  options.serve_client = false;
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  options.upgrade_timeout = 400ms;
  options.connect_timeout = 1s;
  options.attachments_timeout = 500ms;
  options.max_namespaces_per_client = 3;
  options.max_child_namespaces = 2;
  options.max_buffered_packets = 3;
  options.max_pending_acks = 4;
  options.max_attachments = 2;
  options.engine.max_buffered_bytes = 3'000;
  options.engine.application_timeout = 700ms;
  const int flags = script.below(64);
  if ((flags & 1) != 0) options.engine.allow_eio3 = true;
  if ((flags & 2) != 0) options.engine.high_water_mark = 700;
  if ((flags & 4) != 0) options.cleanup_empty_child_namespaces = true;
  if ((flags & 8) != 0) {
    options.connection_state_recovery = socketio::ConnectionStateRecovery();
    options.connection_state_recovery->max_disconnection_duration = 2s;
    options.connection_state_recovery->max_log_bytes = 500;
    options.connection_state_recovery->max_sessions = 2;
    options.connection_state_recovery->skip_middlewares = (flags & 16) != 0;
  }
  if ((flags & 32) != 0) options.engine.http_compression_threshold = 1;
  return options;
}

void play(std::string_view bytes) {
  test::ScriptBytes script(bytes);
  const bool closes = script.below(2) == 0;
  fuzz::SessionWorld world(options_of(script), script);
  for (int step = 0; step < most_steps && script.any_left(); ++step) world.step();
  world.stop();
  if (closes) world.close();
  world.advance(closes ? 0ms : 1min);  // nobody answers a ping any more
  world.check_all_ended();
  world.advance(10min);
  world.check_nothing_waits();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::use_checks_of_tests();
  fuzz::play_without_leak([&] { play(fuzz::text_of(data, size)); });
  return 0;
}

// Any bytes are a script for peers and the application of an Engine.IO server. However it goes: each session
// ends once, each request is answered, and nothing is left behind.

#include "engine_chaos.hpp"
#include "scripts.hpp"

using namespace std::chrono_literals;

namespace {

constexpr int most_steps = 200;

engineio::Options options_of(test::Choices& script) {
  engineio::Options options;
  options.ping_interval = 300ms;
  options.ping_timeout = 200ms;
  options.upgrade_timeout = 400ms;
  options.allow_eio3 = true;
  options.max_buffered_bytes = 2000;
  const int flags = script.below(64);
  if ((flags & 1) != 0) options.high_water_mark = 600;
  if ((flags & 2) != 0) options.max_sessions = 2;
  if ((flags & 4) != 0) options.max_packets_per_payload = 1;
  if ((flags & 8) != 0) options.initial_packet = "hello";
  if ((flags & 16) != 0) options.http_compression_threshold = 1;
  if ((flags & 32) != 0) options.cookie = engineio::CookieOptions();
  return options;
}

void play(std::string_view bytes) {
  test::ScriptBytes script(bytes);
  const bool closes = script.below(2) == 0;
  const bool old = script.below(2) == 1;
  test::EngineHarness t(options_of(script));
  t.eio = old ? "3" : "4";
  test::EngineChaos chaos(t, script);
  for (int step = 0; step < most_steps && script.any_left(); ++step) chaos.step();
  chaos.stop();
  if (closes) t.server.close();
  t.advance(closes ? 0ms : 1min);  // nobody answers a ping any more
  chaos.check_records();
  for (const auto& record : t.records) FUZZ_CHECK(!record.handler_alive);
  FUZZ_CHECK(t.server.sessions() == 0);
  t.advance(1min);
  FUZZ_CHECK(t.time.pending() == 0);
  FUZZ_CHECK(t.wire.unanswered() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::use_checks_of_tests();
  fuzz::play_without_leak([&] { play(fuzz::text_of(data, size)); });
  return 0;
}

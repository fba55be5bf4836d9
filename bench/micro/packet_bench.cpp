// Socket.IO packets: messages to packets and back, in both formats.
#include <benchmark/benchmark.h>

#include "events.hpp"
#include "socketio/parser.hpp"

namespace {

using base::SharedBytes;
using socketio::PacketType;

void decode(benchmark::State& state, const bench::Event& event) {
  const auto parser = socketio::make_json_parser({});
  const auto decoder = parser->make_decoder();
  const SharedBytes text = SharedBytes::copy(event.packet());
  for (auto _ : state) {
    auto packet = decoder->add_text(text);
    if (!packet) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(packet);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void encode(benchmark::State& state, const bench::Event& event) {
  const auto parser = socketio::make_json_parser({});
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser->encode(PacketType::event, "/", {}, event.json));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(event.json.size()));
}

constexpr std::string_view with_placeholder = R"(["upload",{"_placeholder":true,"num":0}])";

void decode_binary(benchmark::State& state) {
  const auto parser = socketio::make_json_parser({});
  const auto decoder = parser->make_decoder();
  const SharedBytes text = SharedBytes::concat({"51-", with_placeholder});
  const SharedBytes attachment = SharedBytes::copy(std::string(1024, '\x81'));
  for (auto _ : state) {
    if (!decoder->add_text(text)) return state.SkipWithError("not decoded");
    auto packet = decoder->add_binary(attachment);
    if (!packet || !*packet) return state.SkipWithError("not complete");
    benchmark::DoNotOptimize(packet);
  }
}
BENCHMARK(decode_binary)->Name("packet_decode/1_attachment_1KiB");

void encode_binary(benchmark::State& state) {
  const auto parser = socketio::make_json_parser({});
  const SharedBytes attachment = SharedBytes::copy(std::string(1024, '\x81'));
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser->encode(PacketType::event, "/", {}, with_placeholder, {&attachment, 1}));
  }
}
BENCHMARK(encode_binary)->Name("packet_encode/1_attachment_1KiB");

void decode_msgpack(benchmark::State& state, const bench::Event& event) {
  const auto parser = socketio::make_msgpack_parser({});
  const auto decoder = parser->make_decoder();
  const SharedBytes bytes = parser->encode(PacketType::event, "/", {}, event.json).message.packet();
  for (auto _ : state) {
    auto packet = decoder->add_binary(bytes);
    if (!packet) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(packet);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void encode_msgpack(benchmark::State& state, const bench::Event& event) {
  const auto parser = socketio::make_msgpack_parser({});
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser->encode(PacketType::event, "/", {}, event.json));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(event.json.size()));
}

const int registered = [] {
  bench::for_each_event("packet_decode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, decode, event);
  });
  bench::for_each_event("packet_encode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, encode, event);
  });
  bench::for_each_event("msgpack_decode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, decode_msgpack, event);
  });
  bench::for_each_event("msgpack_encode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, encode_msgpack, event);
  });
  return 0;
}();

}  // namespace

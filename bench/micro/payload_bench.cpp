// Engine.IO packets and polling payloads.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engineio/codec.hpp"
#include "events.hpp"

namespace {

using base::SharedBytes;
using engineio::Frame;

void decode_packet(benchmark::State& state, const bench::Event& event) {
  const SharedBytes text = SharedBytes::copy(event.message());
  for (auto _ : state) {
    auto packet = engineio::decode_packet(text);
    if (!packet) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(packet);
  }
}

void encode_packet(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(engineio::encode_packet(engineio::PacketType::message, "hello"));
  }
}
BENCHMARK(encode_packet)->Name("engine_packet_encode/5B");

std::vector<Frame> frames(std::int64_t count) {
  const SharedBytes bytes = SharedBytes::copy(bench::event("240B_update").message());
  return std::vector<Frame>(static_cast<std::size_t>(count), Frame{bytes, false});
}

void encode_payload(benchmark::State& state) {
  const std::vector<Frame> packets = frames(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(engineio::encode_payload(packets));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(encode_payload)->Name("payload_encode/240B")->ArgName("packets")->Arg(1)->Arg(16);

void decode_payload(benchmark::State& state) {
  const SharedBytes body = engineio::encode_payload(frames(state.range(0)));
  for (auto _ : state) {
    const engineio::DecodedPayload payload = engineio::decode_payload(body, 1'000);
    if (payload.error) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(payload.packets.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode_payload)->Name("payload_decode/240B")->ArgName("packets")->Arg(1)->Arg(16);

Frame attachment() { return {SharedBytes::copy(std::string(1024, '\x81')), true}; }

void encode_base64(benchmark::State& state) {
  const Frame frame = attachment();
  for (auto _ : state) benchmark::DoNotOptimize(engineio::encode_payload({&frame, 1}));
}
BENCHMARK(encode_base64)->Name("payload_encode/base64_1KiB");

void decode_base64(benchmark::State& state) {
  const Frame frame = attachment();
  const SharedBytes body = engineio::encode_payload({&frame, 1});
  for (auto _ : state) {
    const engineio::DecodedPayload payload = engineio::decode_payload(body, 1'000);
    if (payload.error) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(payload.packets.data());
  }
}
BENCHMARK(decode_base64)->Name("payload_decode/base64_1KiB");

const int registered = [] {
  bench::for_each_event("engine_packet_decode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, decode_packet, event);
  });
  return 0;
}();

}  // namespace

// WebSocket frames off and onto a byte stream. Uses engineio's private codec.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "events.hpp"
#include "frame.hpp"
#include "net/websocket_codec.hpp"

namespace {

using engineio::net::FrameHeader;
using engineio::net::WebsocketCodec;
using engineio::net::WebsocketInput;

/// `copies` masked frames in one read. The copy of the bytes is part of it: decoding may overwrite them.
void decode(benchmark::State& state, const bench::Event& event, std::size_t copies) {
  std::string stream;
  for (std::size_t copy = 0; copy < copies; ++copy) stream += bench::client_frame(event.message());
  const engineio::NetworkOptions limits;
  WebsocketCodec codec(limits);
  std::string buffer;
  std::vector<WebsocketInput> inputs;
  for (auto _ : state) {
    buffer = stream;
    inputs.clear();
    if (codec.decode(buffer, inputs) != stream.size() || inputs.size() != copies) {
      return state.SkipWithError("not decoded");
    }
    benchmark::DoNotOptimize(inputs.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(copies));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}

void header(benchmark::State& state) {
  auto size = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(size);
    const FrameHeader made(engineio::net::Opcode::text, size);
    benchmark::DoNotOptimize(made.view().data());
  }
}
BENCHMARK(header)->Name("websocket_header")->ArgName("bytes")->Arg(64)->Arg(2'300)->Arg(70'000);

const int registered = [] {
  bench::for_each_event("websocket_decode", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, decode, event, std::size_t{1});
  });
  benchmark::RegisterBenchmark("websocket_decode/64B_text/16_in_one_read", decode, bench::event("64B_text"),
                               std::size_t{16});
  return 0;
}();

}  // namespace

// Building the arguments of an event.
#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "events.hpp"
#include "socketio/json.hpp"

namespace {

using socketio::JsonWriter;

void write_update(benchmark::State& state) {
  std::string memory;
  for (auto _ : state) {
    JsonWriter out(std::move(memory));
    out.begin_array().string("play:update").begin_object();
    out.key("type").string("play").key("url").string("https://video.example/v/8842/index.m3u8");
    out.key("currentTime").number(1234.567).key("isPlaying").boolean(true);
    out.key("videoId")
        .string("8842")
        .key("videoName")
        .string("第一集")
        .key("episode")
        .number(std::int64_t{12});
    out.end_object().end_array();
    benchmark::DoNotOptimize(out.text().data());
    memory = std::move(out).take_memory();
  }
}
BENCHMARK(write_update)->Name("json_writer/object_of_7");

void write_text_to_escape(benchmark::State& state) {
  std::string text;
  while (text.size() < 2'300) text += "a=rtpmap:96 VP8/90000\r\n";
  std::string memory;
  for (auto _ : state) {
    JsonWriter out(std::move(memory));
    out.string(text);
    benchmark::DoNotOptimize(out.text().data());
    memory = std::move(out).take_memory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(write_text_to_escape)->Name("json_writer/2.3KB_text_to_escape");

void write_numbers(benchmark::State& state) {
  std::vector<double> numbers;
  for (int i = 0; i < 1'000; ++i) numbers.push_back(i * 7919 % 100'000 + 0.1 * (i % 10));
  std::string memory;
  for (auto _ : state) {
    JsonWriter out(std::move(memory));
    socketio::to_json(out, numbers);
    benchmark::DoNotOptimize(out.text().data());
    memory = std::move(out).take_memory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(numbers.size()));
}
BENCHMARK(write_numbers)->Name("json_writer/1000_numbers");

/// What a relay does: the argument goes out as it came.
void write_raw(benchmark::State& state, const bench::Event& event) {
  const auto value = socketio::RawJson::parse(event.argument());
  if (!value) return state.SkipWithError("not JSON");
  std::string memory;
  for (auto _ : state) {
    JsonWriter out(std::move(memory));
    out.begin_array().string("event").raw(*value).end_array();
    benchmark::DoNotOptimize(out.text().data());
    memory = std::move(out).take_memory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(event.argument().size()));
}

const int registered = [] {
  bench::for_each_event("json_writer/raw", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, write_raw, event);
  });
  return 0;
}();

}  // namespace

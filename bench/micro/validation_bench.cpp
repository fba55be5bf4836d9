// Checking that a peer's text is one JSON value.
#include <benchmark/benchmark.h>

#include "events.hpp"
#include "validator.hpp"

namespace {

void validate(benchmark::State& state, const bench::Event& event) {
  const auto validator = bench::make_validator();
  for (auto _ : state) {
    if (!bench::is_valid(*validator, event.json)) return state.SkipWithError("not valid");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(event.json.size()));
}

const int registered = [] {
  bench::for_each_event("json_validation", [](const char* name, const bench::Event& event) {
    benchmark::RegisterBenchmark(name, validate, event);
  });
  return 0;
}();

}  // namespace

// Items from one thread to another; both ends on this one, so it is the cost without contention.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "base/mailbox.hpp"
#include "base/shared_bytes.hpp"

namespace {

struct Item {
  std::uint64_t connection = 0;
  base::SharedBytes bytes;
};

void push_each(benchmark::State& state) {
  base::Mailbox<Item> mailbox;
  std::vector<Item> out;
  const base::SharedBytes bytes = base::SharedBytes::copy("hello");
  for (auto _ : state) {
    for (std::int64_t i = 0; i < state.range(0); ++i) mailbox.push({1, bytes});
    mailbox.drain(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(push_each)->Name("mailbox/push_each")->ArgName("items")->Arg(1)->Arg(100);

void push_together(benchmark::State& state) {
  base::Mailbox<Item> mailbox;
  std::vector<Item> batch;
  std::vector<Item> out;
  const base::SharedBytes bytes = base::SharedBytes::copy("hello");
  for (auto _ : state) {
    for (std::int64_t i = 0; i < state.range(0); ++i) batch.push_back({1, bytes});
    mailbox.push_all(batch);
    mailbox.drain(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(push_together)->Name("mailbox/push_together")->ArgName("items")->Arg(1)->Arg(100);

}  // namespace

// micro_bench: Google Benchmark over single pieces; its options: --help. See ../README.md.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();

// loadgen: drives a Socket.IO server on 127.0.0.1 and prints what it did and what it cost. See README.md.
#include <sys/resource.h>

#include <iostream>
#include <span>

#include "failure.hpp"
#include "report.hpp"
#include "scenarios.hpp"

namespace {

using bench::Exit;

void allow_many_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const bench::Options& options) {
  const auto scenario = bench::make_scenario(options);
  scenario->run();
  return scenario->failures() > 0 ? static_cast<int>(Exit::clients_failed) : 0;
}

/// The line that a script finds in place of the figures.
int report(const bench::Options& options, const bench::Failure& failure) {
  std::cerr << failure.what() << "\n";
  if (failure.status() == Exit::usage)
    std::cerr << bench::usage();
  else
    bench::start_report(options).add("error", std::string_view(failure.what())).print();
  return static_cast<int>(failure.status());
}

}  // namespace

int main(int argc, char** argv) {
  bench::Options options;
  try {
    allow_many_descriptors();
    options = bench::parse_options(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
    return run(options);
  } catch (const bench::Failure& failure) {
    return report(options, failure);
  }
}

// report.hpp - one line of JSON for each measurement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "histogram.hpp"
#include "options.hpp"
#include "process_stats.hpp"

namespace bench {

/// A flat JSON object, in the order of the calls.
class JsonLine {
 public:
  JsonLine& add(std::string_view key, std::string_view value);
  JsonLine& add(std::string_view key, double value, int decimals);
  JsonLine& add(std::string_view key, std::uint64_t value) { return add(key, static_cast<double>(value), 0); }
  JsonLine& add(std::string_view key, long value) { return add(key, static_cast<double>(value), 0); }

  /// Writes the line to standard output.
  void print() const;

 private:
  void begin(std::string_view key);
  std::string text_;
};

/// What happened between two readings.
struct Measurement {
  ProcessStats before{};
  ProcessStats after{};
  std::uint64_t messages = 0;
  std::uint64_t read_bytes = 0;  ///< by the generator
  Histogram latency{};

  double seconds() const { return in_seconds(after.at - before.at); }
  double cpu_seconds() const { return after.cpu_seconds - before.cpu_seconds; }
  /// Share of the server's CPU time that was spent in the kernel.
  double kernel_share() const;
};

/// The keys that identify a run: label and mode.
JsonLine start_report(const Options& options, std::string_view mode_suffix = {});

/// The keys that every measured mode has. `mpcs` = messages per CPU second of the server, `cpu_us` = CPU
/// microseconds for each, `lg_util` = the generator's own share of a core.
JsonLine measured_report(const Options& options, const Measurement& measured, std::uint64_t failures);

}  // namespace bench

#include "report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>

namespace bench {
namespace {

double ratio(double value, double by) { return by > 0 ? value / by : 0; }

std::string_view echo_suffix(const Options& options) {
  if (options.event) return "-ev";
  return options.binary ? "-bin" : "";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

}  // namespace

void JsonLine::begin(std::string_view key) {
  text_.append(text_.empty() ? "{\"" : ",\"").append(key).append("\":");
}

JsonLine& JsonLine::add(std::string_view key, std::string_view value) {
  begin(key);
  text_.append("\"").append(escaped(value)).append("\"");
  return *this;
}

JsonLine& JsonLine::add(std::string_view key, double value, int decimals) {
  begin(key);
  std::array<char, 400> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals);
  text_.append(digits.data(), end.ptr);
  return *this;
}

void JsonLine::print() const { std::cout << text_ << "}" << std::endl; }

double Measurement::kernel_share() const {
  const double system = after.system_seconds - before.system_seconds;
  return ratio(system, system + after.user_seconds - before.user_seconds);
}

JsonLine start_report(const Options& options, std::string_view mode_suffix) {
  JsonLine line;
  line.add("label", options.label).add("mode", options.mode + std::string(mode_suffix));
  line.add("n", std::uint64_t{options.clients});
  return line;
}

JsonLine measured_report(const Options& options, const Measurement& measured, std::uint64_t failures) {
  const auto messages = static_cast<double>(measured.messages);
  const double cpu = measured.cpu_seconds();
  const double own_cpu = measured.after.own_cpu_seconds - measured.before.own_cpu_seconds;
  const Histogram& latency = measured.latency;
  JsonLine line = start_report(options, echo_suffix(options));
  line.add("w", std::uint64_t{options.window}).add("size", std::uint64_t{options.size_bytes});
  line.add("rate", options.rate, 0).add("msgs", measured.messages).add("secs", measured.seconds(), 3);
  line.add("mps", ratio(messages, measured.seconds()), 0);
  line.add("cpu_us", cpu / std::max(messages, 1.0) * 1e6, 3).add("mpcs", ratio(messages, cpu), 0);
  line.add("srv_util", ratio(cpu, measured.seconds()), 3).add("sys_frac", measured.kernel_share(), 3);
  const double hub = measured.after.hub_seconds - measured.before.hub_seconds;
  line.add("hub_busy", ratio(hub, measured.seconds()), 3);
  line.add("lg_util", ratio(own_cpu, measured.seconds()), 3);
  line.add("p50_us", latency.quantile_us(.5), 1).add("p90_us", latency.quantile_us(.9), 1);
  line.add("p99_us", latency.quantile_us(.99), 1).add("max_us", latency.max_us(), 1);
  line.add("rss_kb", measured.after.rss_kib).add("fail", failures);
  return line;
}

}  // namespace bench

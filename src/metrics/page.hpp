// metrics/page.hpp - what "/metrics" shows: rows with names, types and labels, written as Prometheus text.
//
// Thread: any (a value).
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engineio/statistics.hpp"

namespace roomd {

class MetricsPage {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  MetricsPage();
  ~MetricsPage();
  MetricsPage(const MetricsPage&) = delete;
  MetricsPage& operator=(const MetricsPage&) = delete;

  /// A total. `help` is one sentence without a full stop; rows of one name stand together and share the first
  /// one's.
  void counter(std::string_view name, std::string_view help, double value, Labels labels = {});
  /// A level.
  void gauge(std::string_view name, std::string_view help, double value, Labels labels = {});
  void histogram(std::string_view name, std::string_view help, const engineio::DurationHistogram& value);

  /// Prometheus text format 0.0.4.
  std::string text() const;
  /// The same rows as a Markdown table: name, type, labels, help.
  std::string table() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace roomd

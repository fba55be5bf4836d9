// metrics/metrics.hpp - gathers the rows of "/metrics" when somebody asks.
//
// Thread:   hub.
// Lifetime: as long as what its sources refer to.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/page.hpp"

namespace roomd {

class Metrics {
 public:
  using Source = std::function<void(MetricsPage&)>;

  /// Its rows stand behind those of the sources before.
  void add(Source source) { sources_.push_back(std::move(source)); }
  /// Prometheus text, as of now.
  std::string text() const {
    MetricsPage page;
    for (const Source& source : sources_) source(page);
    return page.text();
  }

 private:
  std::vector<Source> sources_;
};

}  // namespace roomd

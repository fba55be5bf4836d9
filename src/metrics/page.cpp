#include "metrics/page.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <vector>

namespace roomd {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric labelled(MetricsPage::Labels labels) {
  ClientMetric metric;
  for (const auto& [name, value] : labels) metric.label.push_back({std::string(name), std::string(value)});
  return metric;
}

std::string_view word(MetricType type) {
  if (type == MetricType::Counter) return "counter";
  return type == MetricType::Gauge ? "gauge" : "histogram";
}

std::string label_names(const MetricFamily& family) {
  std::string names;
  for (const auto& label : family.metric.front().label) {
    names.append(names.empty() ? "" : ", ").append("`" + label.name + "`");
  }
  return names;
}

}  // namespace

struct MetricsPage::Families {
  std::vector<MetricFamily> all;

  ClientMetric& add(std::string_view name, std::string_view help, MetricType type, Labels labels) {
    auto family = std::ranges::find(all, name, &MetricFamily::name);
    if (family == all.end()) {
      family = all.insert(all.end(), MetricFamily{std::string(name), std::string(help), type, {}});
    }
    return family->metric.emplace_back(labelled(labels));
  }
};

MetricsPage::MetricsPage() : families_(std::make_unique<Families>()) {}
MetricsPage::~MetricsPage() = default;

void MetricsPage::counter(std::string_view name, std::string_view help, double value, Labels labels) {
  families_->add(name, help, MetricType::Counter, labels).counter.value = value;
}

void MetricsPage::gauge(std::string_view name, std::string_view help, double value, Labels labels) {
  families_->add(name, help, MetricType::Gauge, labels).gauge.value = value;
}

void MetricsPage::histogram(std::string_view name, std::string_view help,
                            const engineio::DurationHistogram& value) {
  auto& histogram = families_->add(name, help, MetricType::Histogram, {}).histogram;
  for (std::size_t range = 0; range < value.counts.size(); ++range) {
    histogram.sample_count += value.counts[range];
    const bool last = range == value.bounds.size();
    histogram.bucket.push_back(
        {histogram.sample_count, last ? std::numeric_limits<double>::infinity() : value.bounds[range]});
  }
  histogram.sample_sum = value.sum;
}

std::string MetricsPage::text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families_->all);
  return out.str();
}

std::string MetricsPage::table() const {
  std::string text = "| Name | Type | Labels | Meaning |\n| --- | --- | --- | --- |\n";
  for (const MetricFamily& family : families_->all) {
    text.append("| `").append(family.name).append("` | ").append(word(family.type)).append(" | ");
    text.append(label_names(family)).append(" | ").append(family.help).append(" |\n");
  }
  return text;
}

}  // namespace roomd

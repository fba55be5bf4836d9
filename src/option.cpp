#include "option.hpp"

#include "options/groups.hpp"

namespace roomd {

std::string Option::flag() const {
  std::string text = "--";
  for (const char c : name) text += c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
  return text;
}

const std::vector<Option>& options() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (const auto group :
         {general_options, access_options, proxy_options, tls_options, rule_options, storage_options,
          room_limit_options, rate_options, network_limit_options, recovery_options, operation_options}) {
      for (Option& option : group()) all.push_back(std::move(option));
    }
    return all;
  }();
  return table;
}

}  // namespace roomd

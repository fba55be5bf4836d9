// options/groups.hpp - the options by subject, each group in a file of its own.
//
// Thread: any.
#pragma once

#include <vector>

#include "option.hpp"

namespace roomd {

std::vector<Option> general_options();
std::vector<Option> access_options();
std::vector<Option> proxy_options();
std::vector<Option> tls_options();
std::vector<Option> rule_options();
std::vector<Option> storage_options();
std::vector<Option> room_limit_options();
std::vector<Option> rate_options();
std::vector<Option> network_limit_options();
std::vector<Option> recovery_options();
std::vector<Option> operation_options();

}  // namespace roomd

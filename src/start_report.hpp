// start_report.hpp - what the log says about a start: where it listens, with which settings, and which of
// them are risky.
//
// Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace roomd {

/// "0.0.0.0:3001", "[::]:3001".
std::string address_text(const std::string& host, std::uint16_t port);
/// What an operator may not have meant, one sentence each, beginning with the option's name. No secrets.
std::vector<std::string> risks(const Settings& settings, std::uint64_t open_file_limit);
/// Logs the start on that port, the settings with secrets masked, and the risks.
void report_start(const Settings& settings, std::string_view version, std::uint16_t port,
                  std::uint64_t open_file_limit);

}  // namespace roomd

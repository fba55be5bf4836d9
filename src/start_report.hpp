// start_report.hpp - what the log says about a start: where it listens, with which settings, and which of
// them are risky.
//
// Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "settings.hpp"

namespace roomd {

/// "0.0.0.0:3001", "[::]:3001".
std::string address_text(const std::string& host, std::uint16_t port);
/// Logs the start on that port. Secrets are masked.
void report_start(const Settings& settings, std::string_view version, std::uint16_t port,
                  std::uint64_t open_file_limit);

}  // namespace roomd

#include "start_report.hpp"

#include "base/log.hpp"
#include "configuration.hpp"

namespace roomd {

std::string address_text(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void report_start(const Settings& settings, std::string_view version, std::uint16_t port,
                  std::uint64_t open_file_limit) {
  base::log::info("roomd ", version, " listening on ", address_text(settings.network.host, port));
  std::string options = config_text(settings);
  for (char& c : options) c = c == '\n' ? ' ' : c;
  base::log::info("with ", options, "and up to ", open_file_limit, " open files");
}

}  // namespace roomd

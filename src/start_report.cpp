#include "start_report.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "certificate.hpp"
#include "configuration.hpp"

namespace roomd {
namespace {

constexpr std::size_t short_key = 16;
/// Files that are no connections: the log, the loops, a store.
constexpr std::uint64_t other_files = 64;

/// Out of examples and guides: the first that anybody tries.
constexpr std::array well_known{"your-secret-key", "your-secret-key-here",
                                "your_secret_key", "change-me",
                                "changeme",        "secret",
                                "password",        "watch-room"};

std::string weakness(std::string_view key) {
  if (std::ranges::find(well_known, key) != well_known.end()) return "is one that guides use as an example";
  if (key.size() < short_key)
    return "is shorter than " + std::to_string(short_key) + " characters: it can be guessed";
  return {};
}

}  // namespace

std::vector<std::string> risks(const Settings& settings, std::uint64_t open_file_limit) {
  std::vector<std::string> found;
  const auto check_key = [&](const std::string& name, std::string_view key) {
    if (const std::string why = weakness(key); !key.empty() && !why.empty())
      found.push_back(name + " " + why);
  };
  for (const std::string& key : settings.room.auth_keys) check_key("AUTH_KEY", key);
  check_key("STATS_KEY", settings.stats_key);
  check_key("ADMIN_KEY", settings.admin_key);
  if (!settings.admin_key.empty() && std::ranges::count(settings.room.auth_keys, settings.admin_key) > 0) {
    found.emplace_back("ADMIN_KEY is AUTH_KEY, which every page has: whoever opens one can stop the server");
  }
  if (std::ranges::find(settings.allowed_origins, "*") != settings.allowed_origins.end()) {
    found.emplace_back("ALLOWED_ORIGINS is *: pages of every site may use the server with a key they know");
  }
  if (settings.metrics == MetricsAccess::open) {
    found.emplace_back("METRICS is open: everybody who reaches the port can read them");
  }
  if (settings.network.max_connections + other_files > open_file_limit) {
    found.push_back("MAX_CONNECTIONS is " + std::to_string(settings.network.max_connections) +
                    ", but the system allows " + std::to_string(open_file_limit) + " open files (ulimit -n)");
  }
  return found;
}

std::string address_text(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void report_start(const Settings& settings, std::string_view version, std::uint16_t port,
                  std::uint64_t open_file_limit) {
  base::log::info("roomd ", version, " listening on ", tls_of(settings) ? "https://" : "",
                  address_text(settings.network.host, port));
  std::string options = config_text(settings);
  for (char& c : options) c = c == '\n' ? ' ' : c;
  base::log::info("with ", options, "and up to ", open_file_limit, " open files");
  if (settings.data_dir.empty()) {
    base::log::info("DATA_DIR is not set: everything is kept in memory only and ends with this process");
  }
  for (const std::string& risk : risks(settings, open_file_limit)) base::log::warn(risk);
}

}  // namespace roomd

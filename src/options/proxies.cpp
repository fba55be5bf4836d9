// Who a client is behind proxies, and which pages may come in.
#include <algorithm>
#include <cctype>

#include "options/groups.hpp"
#include "options/types.hpp"
#include "text.hpp"

namespace roomd {
namespace {

/// The first entry of the list that is no network, "" when all are.
std::string_view wrong_network(std::string_view text) {
  for (const std::string_view entry : split(text, ',')) {
    if (!trim(entry).empty() && !base::IpNetwork::parse(trim(entry))) return trim(entry);
  }
  return {};
}

bool parse_networks(std::string_view text, Settings& settings) {
  if (!wrong_network(text).empty()) return false;
  auto& networks = settings.trusted_proxies.networks;
  networks.clear();
  for (const std::string_view entry : split(text, ',')) {
    if (const auto network = base::IpNetwork::parse(trim(entry))) networks.push_back(*network);
  }
  return true;
}

std::string show_networks(const Settings& settings) {
  std::string text;
  for (const base::IpNetwork& network : settings.trusted_proxies.networks)
    text.append(text.empty() ? "" : ",").append(network.text());
  return text;
}

Option trusted_proxies() {
  Option option{
      .name = "TRUSTED_PROXIES",
      .meaning = "Addresses of proxies in front of the server; only from them `FORWARDED_HEADER` counts",
      .accepts = "IP addresses and networks such as `10.0.0.0/8`, separated by commas",
      .parse = parse_networks,
      .show = show_networks};
  option.wrong_part = wrong_network;
  return option;
}

bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

Option forwarded_header() {
  return {.name = "FORWARDED_HEADER",
          .meaning = "The header in which they name the client",
          .accepts = "`X-Forwarded-For`, `Forwarded`, or a header with one address such as `Fly-Client-IP`",
          .parse =
              [](std::string_view text, Settings& s) {
                if (!is_header_name(text)) return false;
                s.trusted_proxies.header = text;
                return true;
              },
          .show = [](const Settings& s) { return s.trusted_proxies.header; }};
}

}  // namespace

std::vector<Option> proxy_options() {
  return {
      trusted_proxies(),
      forwarded_header(),
      choice<bool>(
          "ENFORCE_ORIGIN",
          "1 also refuses WebSockets and requests of pages that `ALLOWED_ORIGINS` does not list",
          {{"0", false}, {"1", true}}, [](auto& s) -> auto& { return s.enforce_origin; }),
  };
}

}  // namespace roomd

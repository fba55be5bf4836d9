#include "client_address.hpp"

#include <algorithm>

#include "forwarded.hpp"

namespace engineio {
namespace {

using base::IpAddress;

/// Longer chains are not followed: the proxies of one setup are few.
constexpr int max_hops = 32;

/// The values of one header from the last line to the first, each of them from its right end.
class HopsFromTheRight {
 public:
  HopsFromTheRight(const HttpRequest& request, std::string_view name)
      : name_(name), line_(request.headers.rbegin()), end_(request.headers.rend()) {
    find_line();
  }
  bool done() const { return line_ == end_; }
  std::string_view take() {
    const std::string_view element = take_last(rest_);
    if (rest_.empty()) {
      ++line_;
      find_line();
    }
    return element;
  }

 private:
  void find_line() {
    line_ = std::find_if(line_, end_,
                         [&](const HttpHeaderView& h) { return equal_ignoring_case(h.name, name_); });
    if (line_ != end_) rest_ = line_->value;
  }

  std::string_view name_;
  std::vector<HttpHeaderView>::const_reverse_iterator line_, end_;
  std::string_view rest_;
};

std::string_view last_value(const HttpRequest& request, std::string_view name) {
  const auto found = std::find_if(request.headers.rbegin(), request.headers.rend(),
                                  [&](const HttpHeaderView& h) { return equal_ignoring_case(h.name, name); });
  return found == request.headers.rend() ? std::string_view{} : found->value;
}

bool means_tls(std::string_view scheme) {
  return equal_ignoring_case(scheme, "https") || equal_ignoring_case(scheme, "wss");
}

/// What the nearest proxy says of the connection that it got the request on.
bool proxy_had_tls(const TrustedProxies& proxies, const HttpRequest& request) {
  const bool standard = equal_ignoring_case(proxies.header, "forwarded");
  std::string_view values = last_value(request, standard ? "forwarded" : "x-forwarded-proto");
  const std::string_view nearest = take_last(values);
  return means_tls(standard ? forwarded_parameter(nearest, "proto").value_or("") : nearest);
}

/// Follows the list for as long as those who wrote it are proxies of ours.
IpAddress follow_list(const TrustedProxies& proxies, const HttpRequest& request, IpAddress client) {
  const bool standard = equal_ignoring_case(proxies.header, "forwarded");
  HopsFromTheRight hops(request, proxies.header);
  for (int i = 0; i < max_hops && !hops.done() && base::contains(proxies.networks, client); ++i) {
    const std::string_view element = hops.take();
    const auto hop = parse_hop(standard ? forwarded_parameter(element, "for").value_or("") : element);
    if (!hop) break;
    client = *hop;
  }
  return client;
}

IpAddress named_client(const TrustedProxies& proxies, const HttpRequest& request, IpAddress peer) {
  const bool list = equal_ignoring_case(proxies.header, "x-forwarded-for") ||
                    equal_ignoring_case(proxies.header, "forwarded");
  if (list) return follow_list(proxies, request, peer);
  return parse_hop(last_value(request, proxies.header)).value_or(peer);
}

bool names_a_client(const TrustedProxies& proxies, const HttpRequest& request) {
  return request.find_header("x-forwarded-for") || request.find_header("forwarded") ||
         request.find_header(proxies.header);
}

}  // namespace

Client client_of(const TrustedProxies& proxies, const HttpRequest& request) {
  Client client{.address = IpAddress::parse(request.remote_address), .secure = request.secure, .doubt = {}};
  if (!client.address) return client;
  const IpAddress peer = *client.address;
  if (!base::contains(proxies.networks, peer)) {
    if (peer.is_private() && names_a_client(proxies, request)) client.doubt = ProxyDoubt::unlisted_proxy;
    return client;
  }
  client.address = named_client(proxies, request, peer);
  client.secure = request.secure || proxy_had_tls(proxies, request);
  if (*client.address == peer) client.doubt = ProxyDoubt::silent_proxy;
  return client;
}

std::string address_text(const Client& client, const HttpRequest& request) {
  if (!client.address || client.address == IpAddress::parse(request.remote_address))
    return request.remote_address;
  return client.address->text();
}

}  // namespace engineio

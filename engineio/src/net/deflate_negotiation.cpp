#include "net/deflate_negotiation.hpp"

#include <algorithm>
#include <string_view>

#include "net/extension_list.hpp"

namespace engineio::net {
namespace {

constexpr std::uint8_t max_window_bits = 15;
/// zlib compresses with 9 or more, and old ones say 8 and mean 9.
constexpr std::uint8_t min_deflate_window_bits = 9;

/// RFC 7692, 7.1.2: 8 to 15 without leading zeros. 0 for anything else.
std::uint8_t window_bits(const std::string& text) {
  static constexpr std::string_view values[] = {"8", "9", "10", "11", "12", "13", "14", "15"};
  const auto* const found = std::find(std::begin(values), std::end(values), text);
  return found == std::end(values) ? std::uint8_t{0}
                                   : static_cast<std::uint8_t>(8 + (found - std::begin(values)));
}

bool set_flag(bool& flag, const ExtensionParameter& parameter) {
  if (flag || parameter.value) return false;
  return flag = true;
}

bool set_server_bits(std::uint8_t& bits, const ExtensionParameter& parameter) {
  if (bits != 0 || !parameter.value) return false;
  bits = window_bits(*parameter.value);
  return bits >= min_deflate_window_bits;
}

/// The client may also say just that it can be told.
bool set_client_bits(std::uint8_t& bits, const ExtensionParameter& parameter) {
  if (bits != 0) return false;
  bits = parameter.value ? window_bits(*parameter.value) : max_window_bits;
  return bits != 0;
}

/// @return false when the offer must be declined.
bool apply(DeflateOffer& offer, const ExtensionParameter& parameter) {
  if (parameter.name == "server_no_context_takeover") {
    return set_flag(offer.server_no_context_takeover, parameter);
  }
  if (parameter.name == "client_no_context_takeover") {
    return set_flag(offer.client_no_context_takeover, parameter);
  }
  if (parameter.name == "server_max_window_bits") {
    return set_server_bits(offer.server_max_window_bits, parameter);
  }
  if (parameter.name == "client_max_window_bits") {
    return set_client_bits(offer.client_max_window_bits, parameter);
  }
  return false;
}

std::optional<DeflateOffer> offer_of(const Extension& extension) {
  if (extension.name != "permessage-deflate") return std::nullopt;
  DeflateOffer offer;
  const bool acceptable =
      std::all_of(extension.parameters.begin(), extension.parameters.end(),
                  [&](const ExtensionParameter& parameter) { return apply(offer, parameter); });
  return acceptable ? std::optional(offer) : std::nullopt;
}

}  // namespace

DeflateOffers find_deflate_offer(const HttpRequest& request) {
  DeflateOffers offers;
  for (const HttpHeaderView& header : request.headers) {
    if (!equal_ignoring_case(header.name, "Sec-WebSocket-Extensions")) continue;
    const auto extensions = parse_extensions(header.value);
    if (!extensions) return {.malformed = true, .first = std::nullopt};
    for (const Extension& extension : *extensions) {
      if (!offers.first) offers.first = offer_of(extension);
    }
  }
  return offers;
}

DeflateAgreement agree(const DeflateOffer& offer, const PerMessageDeflateOptions& options) {
  DeflateAgreement agreement;
  agreement.server_takeover = !offer.server_no_context_takeover && !options.server_no_context_takeover;
  agreement.client_takeover = !offer.client_no_context_takeover && !options.client_no_context_takeover;
  const auto limit = [](std::uint8_t offered, int own) {
    return std::min(offered == 0 ? max_window_bits : offered, static_cast<std::uint8_t>(own));
  };
  agreement.server_window_bits = limit(offer.server_max_window_bits, options.server_max_window_bits);
  agreement.tell_server_window_bits =
      offer.server_max_window_bits != 0 || agreement.server_window_bits < max_window_bits;
  if (offer.client_max_window_bits != 0) {
    agreement.client_window_bits = limit(offer.client_max_window_bits, options.client_max_window_bits);
    agreement.tell_client_window_bits = agreement.client_window_bits < max_window_bits;
  }
  return agreement;
}

std::size_t DeflateAgreement::context_bytes(int mem_level) const {
  return (server_takeover ? deflate_context_bytes(server_window_bits, mem_level) : 0) +
         (client_takeover ? inflate_context_bytes(client_window_bits) : 0);
}

std::string DeflateAgreement::header() const {
  std::string text = "permessage-deflate";
  if (!server_takeover) text += "; server_no_context_takeover";
  if (!client_takeover) text += "; client_no_context_takeover";
  if (tell_server_window_bits) text += "; server_max_window_bits=" + std::to_string(server_window_bits);
  if (tell_client_window_bits) text += "; client_max_window_bits=" + std::to_string(client_window_bits);
  return text;
}

}  // namespace engineio::net

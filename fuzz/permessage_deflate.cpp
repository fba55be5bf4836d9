// Compressed payloads and the header that negotiates them: inflating stops at the limit and finds what zlib
// finds, what was deflated comes back, and an agreement is one that the offer allows.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "net/deflate_negotiation.hpp"
#include "net/deflater.hpp"
#include "net/extension_list.hpp"
#include "net/inflater.hpp"
#include "target.hpp"

using namespace engineio::net;
using Outcome = Inflater::Outcome;

namespace {

constexpr std::size_t limit = 4'000;

/// A higher limit shows more of the same message.
void check_limit(std::string_view payload) {
  std::string few;
  std::string many;
  const Outcome outcome = Inflater(15).inflate(payload, limit, few);
  const Outcome with_more = Inflater(15).inflate(payload, 4 * limit, many);
  FUZZ_CHECK(few.size() <= limit + 1);
  FUZZ_CHECK(outcome != Outcome::done || few.size() <= limit);
  FUZZ_CHECK(many.starts_with(few));
  if (outcome != Outcome::too_big) FUZZ_CHECK(with_more == outcome && many == few);
}

/// After reset() nothing is left of the messages before.
void check_reset(std::string_view payload) {
  Inflater inflater(15);
  std::string first;
  std::string second;
  const Outcome outcome = inflater.inflate(payload, limit, first);
  inflater.reset();
  FUZZ_CHECK(inflater.inflate(payload, limit, second) == outcome && second == first);
}

/// Three messages that refer to each other.
void check_round_trip(std::string_view message, int window_bits, bool takeover) {
  if (message.empty()) return;
  Deflater deflater(window_bits, 6, 1 + static_cast<int>(message.size() % 9));
  Inflater inflater(window_bits);
  std::string payload;
  std::string back;
  for (const auto& part : {message, message.substr(message.size() / 2), message}) {
    deflater.deflate(part, payload);
    FUZZ_CHECK(inflater.inflate(payload, message.size(), back) == Outcome::done);
    FUZZ_CHECK(back == part);
    if (takeover) continue;
    deflater.reset();
    inflater.reset();
  }
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string written(const std::vector<Extension>& extensions) {
  std::string header;
  for (const auto& extension : extensions) {
    header.append(header.empty() ? "" : ", ").append(extension.name);
    for (const auto& [name, value] : extension.parameters) {
      header.append("; ").append(name);
      if (value) header.append("=").append(quoted(*value));
    }
  }
  return header;
}

void check_list(std::string_view header) {
  const auto extensions = parse_extensions(header);
  if (!extensions) return;
  const std::string again = written(*extensions);
  const auto second = parse_extensions(again);
  FUZZ_CHECK(second && written(*second) == again && second->size() == extensions->size());
}

bool possible(int bits) { return bits == 0 || (bits >= 8 && bits <= 15); }

void check_agreement(const DeflateOffer& offer, const engineio::PerMessageDeflateOptions& options) {
  const DeflateAgreement agreement = agree(offer, options);
  FUZZ_CHECK(!offer.server_no_context_takeover || !agreement.server_takeover);
  FUZZ_CHECK(agreement.server_window_bits >= 9 && agreement.server_window_bits <= 15);
  FUZZ_CHECK(agreement.client_window_bits >= 8 && agreement.client_window_bits <= 15);
  FUZZ_CHECK(offer.server_max_window_bits == 0 ||
             agreement.server_window_bits <= offer.server_max_window_bits);
  FUZZ_CHECK(offer.client_max_window_bits != 0 || !agreement.tell_client_window_bits);
  const std::string header = agreement.header();
  const auto extensions = parse_extensions(header);
  FUZZ_CHECK(extensions && extensions->size() == 1 && extensions->front().name == "permessage-deflate");
}

void check_negotiation(std::string_view header) {
  // Two headers are as good as one list.
  const std::size_t half = std::min(header.find('\n'), header.size());
  const auto request = engineio::HttpRequest::make(
      "GET", "/",
      {{"Sec-WebSocket-Extensions", std::string(header.substr(0, half))},
       {"sec-websocket-extensions", std::string(header.substr(std::min(half + 1, header.size())))}});
  const DeflateOffers offers = find_deflate_offer(request);
  FUZZ_CHECK(!offers.malformed || !offers.first);
  if (!offers.first) return;
  FUZZ_CHECK(possible(offers.first->server_max_window_bits) &&
             possible(offers.first->client_max_window_bits));
  engineio::PerMessageDeflateOptions options;
  check_agreement(*offers.first, options);
  options.server_no_context_takeover = options.client_no_context_takeover = false;
  options.server_max_window_bits = options.client_max_window_bits = 10;
  check_agreement(*offers.first, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  check_limit(input);
  check_reset(input);
  check_round_trip(input, 9 + static_cast<int>(size % 7), size % 2 == 0);
  check_list(input);
  check_negotiation(input);
  return 0;
}

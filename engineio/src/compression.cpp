#include "compression.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>

#include "base/check.hpp"

namespace engineio {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Cuts the first item off `list`.
std::string_view next_item(std::string_view& list, char separator) {
  const std::string_view item = list.substr(0, list.find(separator));
  list.remove_prefix(std::min(list.size(), item.size() + 1));
  return trim(item);
}

/// "1", "0.5"; anything that is no number counts as not acceptable, anything above 1 as 1.
double parse_quality(std::string_view text) {
  double quality = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quality);
  const bool number = error == std::errc{} && end == text.data() + text.size();
  return number && quality >= 0 ? std::min(quality, 1.0) : 0;
}

/// One element of Accept-Encoding.
struct Preference {
  std::string_view coding;
  double quality = 1;
};

Preference parse_preference(std::string_view item) {
  Preference preference;
  preference.coding = next_item(item, ';');
  while (!item.empty()) {
    std::string_view parameter = next_item(item, ';');
    if (equal_ignoring_case(next_item(parameter, '='), "q"))
      preference.quality = parse_quality(trim(parameter));
  }
  return preference;
}

/// How much a client wants one coding; greater is better.
struct Rank {
  double quality = 0;
  bool named = false;   ///< not only matched by '*'
  int position = 0;     ///< negative index in the list
  bool listed = false;  ///< by name or by '*'
  auto as_tuple() const { return std::tie(quality, named, position); }
};

/// RFC 9110, 8.4.1.3: x-gzip is gzip.
bool is_name_of(std::string_view name, std::string_view coding) {
  return equal_ignoring_case(name, coding) || (coding == "gzip" && equal_ignoring_case(name, "x-gzip"));
}

Rank rank_of(std::string_view coding, std::string_view accept_encoding) {
  Rank rank;
  for (int position = 0; !accept_encoding.empty(); --position) {
    const Preference preference = parse_preference(next_item(accept_encoding, ','));
    const bool named = is_name_of(preference.coding, coding);
    // A name overrides '*' wherever it stands: "gzip;q=0, *" refuses gzip.
    if (named || preference.coding == "*") rank = {preference.quality, named, position, true};
    if (named) break;
  }
  return rank;
}

/// RFC 9110, 5.3: several headers of one name are one list.
std::string list_header(const HttpRequest& request, std::string_view name) {
  std::string list;
  for (const HttpHeaderView& header : request.headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    if (!list.empty()) list += ',';
    list += header.value;
  }
  return list;
}

constexpr int gzip_window_bits = 15 + 16;
constexpr int zlib_window_bits = 15;
constexpr int memory_level = 8;

void destroy(z_stream_s* stream) {
  deflateEnd(stream);
  delete stream;
}

z_stream_s* create(int window_bits) {
  auto stream = std::make_unique<z_stream>();
  const int result = deflateInit2(stream.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                                  Z_DEFAULT_STRATEGY);
  return result == Z_OK ? stream.release() : nullptr;
}

Bytef* input_of(std::string_view bytes) {
  // zlib's interface predates const; it does not write here.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

std::string_view to_string(ContentCoding coding) {
  if (coding == ContentCoding::gzip) return "gzip";
  return coding == ContentCoding::deflate ? "deflate" : "identity";
}

AcceptedCoding accepted_coding(const HttpRequest& request) {
  const std::string accept = list_header(request, "accept-encoding");
  if (accept.empty()) return {};
  const Rank gzip = rank_of("gzip", accept);
  const Rank deflate = rank_of("deflate", accept);
  const Rank identity = rank_of("identity", accept);
  const bool prefers_deflate = deflate.as_tuple() > gzip.as_tuple();
  const double quality = (prefers_deflate ? deflate : gzip).quality;
  // Not listed, identity is acceptable, but anything that is listed is liked better.
  if (quality <= 0 || (identity.named && identity.quality > quality)) return {};
  return {prefers_deflate ? ContentCoding::deflate : ContentCoding::gzip,
          identity.listed && identity.quality <= 0};
}

Compressor::Compressor() : gzip_(nullptr, destroy), deflate_(nullptr, destroy) {}
Compressor::~Compressor() = default;

std::optional<base::SharedBytes> Compressor::compress(ContentCoding coding, std::string_view bytes) {
  BASE_CHECK(coding != ContentCoding::identity);
  const bool gzip = coding == ContentCoding::gzip;
  Stream& stream = gzip ? gzip_ : deflate_;
  if (stream == nullptr) stream.reset(create(gzip ? gzip_window_bits : zlib_window_bits));
  if (stream == nullptr || deflateReset(stream.get()) != Z_OK) return std::nullopt;
  std::string out(deflateBound(stream.get(), bytes.size()), '\0');
  stream->next_in = input_of(bytes);
  stream->avail_in = static_cast<uInt>(bytes.size());
  stream->next_out = reinterpret_cast<Bytef*>(out.data());
  stream->avail_out = static_cast<uInt>(out.size());
  if (deflate(stream.get(), Z_FINISH) != Z_STREAM_END) return std::nullopt;
  return base::SharedBytes::copy({out.data(), stream->total_out});
}

}  // namespace engineio

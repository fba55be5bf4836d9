#include "payload_format.hpp"

#include <algorithm>

#include "engineio/codec_v3.hpp"
#include "engineio/jsonp.hpp"

namespace engineio {
namespace {

bool is_octet_stream(const HttpRequest& post) {
  return equal_ignoring_case(post.header("content-type"), "application/octet-stream");
}

}  // namespace

PayloadFormat::PayloadFormat(const Options& options, Protocol protocol, const Handshake& handshake)
    : protocol_(protocol),
      base64_(handshake.b64()),
      jsonp_(options.allow_eio3 && handshake.query().find("j").has_value()) {}

void PayloadFormat::write(HttpResponse& response, std::span<const Frame> packets,
                          const Handshake& handshake) const {
  if (jsonp_) {
    response.body = jsonp::script(handshake.query().get("j"), text(packets).view());
    response.add("Content-Type", "text/javascript; charset=UTF-8").add("X-Content-Type-Options", "nosniff");
  } else if (wants_binary(packets)) {
    response.body = v3::encode_binary_payload(packets);
    response.add("Content-Type", "application/octet-stream");
  } else {
    response.body = text(packets);
    response.add("Content-Type", "text/plain; charset=UTF-8");
  }
}

bool PayloadFormat::wants_binary(std::span<const Frame> packets) const {
  return protocol_ == Protocol::v3 && !base64_ &&
         std::any_of(packets.begin(), packets.end(), [](const Frame& packet) { return packet.binary; });
}

base::SharedBytes PayloadFormat::text(std::span<const Frame> packets) const {
  return protocol_ == Protocol::v3 ? v3::encode_payload(packets) : encode_payload(packets);
}

bool PayloadFormat::accepts(const HttpRequest& post) const {
  return protocol_ == Protocol::v3 || !is_octet_stream(post);
}

DecodedPayload PayloadFormat::read(const HttpRequest& post, std::size_t max_packets) const {
  if (jsonp_) {
    const auto payload = jsonp::payload_of(post.body.view());
    return payload ? read_text(base::SharedBytes::copy(*payload), max_packets) : DecodedPayload{};
  }
  if (protocol_ == Protocol::v3 && is_octet_stream(post)) {
    return v3::decode_binary_payload(post.body, max_packets);
  }
  return read_text(post.body, max_packets);
}

DecodedPayload PayloadFormat::read_text(const base::SharedBytes& body, std::size_t max_packets) const {
  return protocol_ == Protocol::v3 ? v3::decode_payload(body, max_packets)
                                   : decode_payload(body, max_packets);
}

}  // namespace engineio

// Bodies of polling, in the forms of Engine.IO 4 and 3: what was decoded and is encoded again means the same.

#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "engineio/codec.hpp"
#include "engineio/codec_v3.hpp"
#include "target.hpp"

using base::SharedBytes;
using engineio::DecodedPayload;
using engineio::Frame;
using engineio::Packet;

namespace {

constexpr std::size_t max_packets = 20;

using Decode = DecodedPayload (*)(const SharedBytes&, std::size_t);
using Encode = SharedBytes (*)(std::span<const Frame>);

Frame frame_of(const Packet& packet) {
  if (packet.binary) return {packet.data, true};
  const std::string text = engineio::encode_packet(packet.type, packet.data.view());
  return {SharedBytes::copy(text), false};
}

bool same(const Packet& a, const Packet& b) {
  return a.type == b.type && a.binary == b.binary && a.data.view() == b.data.view();
}

bool same(const std::vector<Packet>& a, const std::vector<Packet>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Packet& x, const Packet& y) { return same(x, y); });
}

std::vector<Frame> frames_of(const std::vector<Packet>& packets) {
  std::vector<Frame> frames;
  for (const Packet& packet : packets) {
    FUZZ_CHECK(packet.type >= engineio::PacketType::open && packet.type <= engineio::PacketType::noop);
    FUZZ_CHECK(packet.binary || base::is_utf8(packet.data.view()));
    FUZZ_CHECK(!packet.binary || packet.type == engineio::PacketType::message);
    frames.push_back(frame_of(packet));
  }
  return frames;
}

void check(const SharedBytes& body, Decode decode, Encode encode) {
  const DecodedPayload payload = decode(body, max_packets);
  FUZZ_CHECK(payload.packets.size() <= max_packets);
  FUZZ_CHECK(payload.error || !body.empty());
  // With one packet less allowed it is an error. (Empty ones of protocol 3 count, and are not told.)
  if (!payload.packets.empty()) {
    const DecodedPayload fewer = decode(body, payload.packets.size() - 1);
    FUZZ_CHECK(fewer.error && fewer.packets.size() < payload.packets.size());
  }
  const auto frames = frames_of(payload.packets);
  if (frames.empty()) return;
  const DecodedPayload again = decode(encode(frames), max_packets);
  FUZZ_CHECK(!again.error && same(again.packets, payload.packets));
}

/// One WebSocket message each.
void check_frame(const SharedBytes& bytes, bool binary) {
  if (!binary && !base::is_utf8(bytes.view())) return;
  if (const auto packet = engineio::decode_frame({bytes, binary})) {
    FUZZ_CHECK(same(*engineio::decode_frame(frame_of(*packet)), *packet));
    const Frame as_base64 = engineio::encode_base64_frame(frame_of(*packet));
    FUZZ_CHECK(!as_base64.binary && same(*engineio::decode_frame(as_base64), *packet));
  }
  if (const auto packet = engineio::v3::decode_frame({bytes, binary})) {
    for (const bool base64 : {false, true}) {
      const Frame again = engineio::v3::encode_frame(frame_of(*packet), base64);
      FUZZ_CHECK(!(again.binary && base64));
      FUZZ_CHECK(same(*engineio::v3::decode_frame(again), *packet));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SharedBytes body = SharedBytes::copy(fuzz::text_of(data, size));
  check(body, engineio::decode_payload, engineio::encode_payload);
  check(body, engineio::v3::decode_payload, engineio::v3::encode_payload);
  check(body, engineio::v3::decode_binary_payload, engineio::v3::encode_binary_payload);
  check_frame(body, false);
  check_frame(body, true);
  return 0;
}

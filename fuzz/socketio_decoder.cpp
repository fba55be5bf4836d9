// Messages of one connection in the default format. A line is a text message; one that begins with '~' is a
// binary one, with what follows. What was decoded and is encoded again means the same.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "packets.hpp"
#include "target.hpp"

using socketio::Packet;

namespace {

void check_elements(const Packet& packet) {
  if (packet.elements.empty()) return;
  std::size_t at = 0;
  socketio::RawJson::trusted(packet.data).for_each_element([&](const socketio::RawJson& element) {
    FUZZ_CHECK(at < packet.elements.size() && packet.elements[at] == element.text());
    ++at;
  });
  FUZZ_CHECK(at == packet.elements.size());
}

/// Whether each attachment has its placeholder, as in every packet that an encoder makes.
bool uses_all(const Packet& packet) {
  return socketio::find_placeholders(packet.data).size() == packet.attachments.size();
}

void check_round_trip(socketio::Parser& parser, const Packet& packet) {
  if (fuzz::is_event(packet.type) && packet.data.empty()) return;
  const auto encoded =
      parser.encode(fuzz::plain(packet.type), packet.nsp, packet.id, packet.data, packet.attachments);
  const auto decoder = parser.make_decoder();
  const auto again = fuzz::decode(*decoder, encoded);
  FUZZ_CHECK(again && *again && fuzz::described(**again) == fuzz::described(packet));
}

/// In the other format it means the same, too: what comes back from there does not change any more.
void check_other_format(socketio::Parser& other, const Packet& packet) {
  if (packet.data.empty() || !uses_all(packet)) return;
  const auto decoder = other.make_decoder();
  const auto there = fuzz::decode(*decoder, other.encode(fuzz::plain(packet.type), packet.nsp, packet.id,
                                                         packet.data, packet.attachments));
  if (!there) return;  // its own limits
  FUZZ_CHECK(*there);
  fuzz::check_packet(**there);
  FUZZ_CHECK((*there)->nsp == packet.nsp && (*there)->id == packet.id);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto parser = socketio::make_json_parser(fuzz::small_limits());
  static const auto other = socketio::make_msgpack_parser(fuzz::small_limits());
  const auto decoder = parser->make_decoder();
  std::string_view rest = fuzz::text_of(data, size);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const bool binary = line.starts_with('~');
    if (!binary && !base::is_utf8(line)) return 0;
    const auto message = base::SharedBytes::copy(line.substr(binary ? 1 : 0));
    const auto packet = binary ? decoder->add_binary(message) : decoder->add_text(message);
    if (!packet) {
      FUZZ_CHECK(!packet.error().message().empty());
      return 0;  // the connection is closed
    }
    if (!*packet) continue;
    fuzz::check_packet(**packet);
    check_elements(**packet);
    check_round_trip(*parser, **packet);
    check_other_format(*other, **packet);
  }
  return 0;
}

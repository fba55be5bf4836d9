#include "packet.hpp"

#include <charconv>
#include <string>

namespace bench {
namespace {

using Kind = Packet::Kind;

Packet with_id(Kind kind, std::string_view rest) {
  Packet packet{kind, 0, rest};
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), packet.id);
  if (parsed.ec != std::errc{}) return {Kind::unknown, 0, rest};
  packet.data.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
  return packet;
}

Packet with_attachments(std::string_view rest) {
  const std::size_t dash = rest.find('-');
  if (dash == std::string_view::npos) return {Kind::unknown, 0, rest};
  return with_id(Kind::binary_ack, rest.substr(dash + 1));
}

Packet parse_message(std::string_view text) {
  const std::string_view rest = text.substr(2);
  switch (text[1]) {
    case '0':
      return {Kind::connected, 0, rest};
    case '2':
      return {Kind::event, 0, rest};
    case '3':
      return with_id(Kind::ack, rest);
    case '4':
      return {Kind::connect_error, 0, rest};
    case '6':
      return with_attachments(rest);
    default:
      return {Kind::unknown, 0, text};
  }
}

}  // namespace

Packet parse_packet(std::string_view text) {
  if (text.size() >= 2 && text[0] == '4') return parse_message(text);
  if (text.empty()) return {};
  switch (text[0]) {
    case '0':
      return {Kind::open, 0, text.substr(1)};
    case '1':
      return {Kind::close, 0, text.substr(1)};
    case '2':
      return {Kind::ping, 0, text.substr(1)};
    case '3':
      return {Kind::pong, 0, text.substr(1)};
    case '6':
      return {Kind::noop, 0, text.substr(1)};
    default:
      return {Kind::unknown, 0, text};
  }
}

std::string_view text_member(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":\"";
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view value = json.substr(at + key.size());
  return value.substr(0, value.find('"'));
}

}  // namespace bench

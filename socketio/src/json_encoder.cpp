#include <array>
#include <charconv>

#include "json_parser.hpp"

namespace socketio {
namespace {

PacketType binary_form(PacketType type) {
  if (type == PacketType::event) return PacketType::binary_event;
  if (type == PacketType::ack) return PacketType::binary_ack;
  return type;
}

/// Digits of `value` behind `at`. @return the new end.
template <class Number>
char* put_number(char* at, Number value) {
  constexpr std::ptrdiff_t longest = 20;
  return std::to_chars(at, at + longest, value).ptr;
}

/// The namespace stands between type and id unless it is "/".
engineio::Message join(std::string_view nsp, std::string_view type, std::string_view id,
                       std::string_view json) {
  if (nsp != "/") return engineio::Message::from_pieces({type, nsp, ",", id, json});
  return engineio::Message::from_pieces({{type.data(), type.size() + id.size()}, json});
}

}  // namespace

EncodedPacket JsonParser::encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                                 std::string_view json, Attachments attachments) {
  std::array<char, 48> head;  // "45", count, '-', id
  char* head_end = head.data();
  *head_end++ = '4';
  *head_end++ = static_cast<char>(attachments.empty() ? type : binary_form(type));
  if (!attachments.empty()) {
    head_end = put_number(head_end, attachments.size());
    *head_end++ = '-';
  }
  char* const digits = head_end;
  if (id) head_end = put_number(head_end, *id);
  EncodedPacket packet{join(nsp, {head.data(), digits}, {digits, head_end}, json), {}};
  packet.attachments.reserve(attachments.size());
  for (const base::SharedBytes& bytes : attachments) {
    packet.attachments.push_back(engineio::Message::binary(bytes));
  }
  return packet;
}

}  // namespace socketio

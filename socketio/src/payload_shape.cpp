#include "payload_shape.hpp"

#include <string_view>

#include "json_scan.hpp"
#include "reserved.hpp"

namespace socketio {
namespace {

bool is_event_name(std::string_view name) {
  if (name.front() != '"') return RawJson::trusted(name).is_number();
  if (name.find('\\') == std::string_view::npos) return !is_reserved_event(name.substr(1, name.size() - 2));
  return !is_reserved_event(*RawJson::trusted(name).as_string());
}

/// The first element of an array; empty when there is none.
std::string_view first_element(std::string_view array) {
  const std::size_t first = skip_space(array, 1);
  if (array[first] == ']') return {};
  return array.substr(first, value_end(array, first) - first);
}

bool is_event_payload(const Packet& packet) {
  if (packet.data.front() != '[') return false;
  const std::string_view name =
      packet.elements.empty() ? first_element(packet.data) : packet.elements.front();
  return !name.empty() && is_event_name(name);
}

}  // namespace

bool has_payload_shape(const Packet& packet) {
  if (packet.data.empty()) return true;
  const RawJson payload = RawJson::trusted(packet.data);
  switch (packet.type) {
    case PacketType::connect:
      return payload.is_object();
    case PacketType::disconnect:
      return false;
    case PacketType::connect_error:
      return payload.is_object() || payload.is_string();
    case PacketType::event:
    case PacketType::binary_event:
      return is_event_payload(packet);
    case PacketType::ack:
    case PacketType::binary_ack:
      return payload.is_array();
  }
  return false;
}

}  // namespace socketio

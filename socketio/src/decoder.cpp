#include <algorithm>
#include <charconv>
#include <utility>

#include "json_scan.hpp"
#include "placeholders.hpp"
#include "reserved.hpp"
#include "socketio/error.hpp"
#include "socketio/parser.hpp"

namespace socketio {
namespace {

constexpr std::uint64_t max_safe_integer = 9007199254740991;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_binary(PacketType type) { return type == PacketType::binary_event || type == PacketType::binary_ack; }

/// The unsigned number in front of `text`, which loses it; nothing when there is none or it is too big.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return value;
}

/// "2-" in front of a binary packet.
base::Result<std::size_t> take_attachment_count(std::string_view& rest, std::size_t limit) {
  const auto count = take_number(rest);
  if (!count || *count == 0 || *count > limit || !rest.starts_with('-')) return Errc::illegal_attachments;
  rest.remove_prefix(1);
  return static_cast<std::size_t>(*count);
}

/// "/name," or "/name" at the end; the slash decides.
std::string_view take_namespace(std::string_view& rest) {
  if (!rest.starts_with('/')) return "/";
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view name = rest.substr(0, comma);
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return name;
}

base::Result<std::optional<std::uint64_t>> take_id(std::string_view& rest) {
  if (rest.empty() || !is_digit(rest.front())) return std::optional<std::uint64_t>();
  const auto id = take_number(rest);
  if (!id || *id > max_safe_integer) return Errc::illegal_id;
  return id;
}

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

/// Whether the payload has the shape its type asks for. An absent one is tolerated.
bool fits(const Packet& packet) {
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

/// Every placeholder must name an attachment that came.
bool placeholders_in_range(std::string_view json, std::size_t attachments) {
  const auto found = find_placeholders(json);
  return std::all_of(found.begin(), found.end(), [attachments](const Placeholder& placeholder) {
    return placeholder.number && *placeholder.number < attachments;
  });
}

std::string_view without_space(std::string_view json) {
  json.remove_prefix(skip_space(json, 0));
  while (!json.empty() && skip_space(json, json.size() - 1) == json.size()) json.remove_suffix(1);
  return json;
}

}  // namespace

struct Decoder::Pending {
  Packet packet;
  std::size_t expected = 0;
  std::size_t bytes = 0;
};

void Decoder::Deleter::operator()(Pending* pending) const { delete pending; }

base::Result<std::optional<Packet>> Decoder::add_text(const base::SharedBytes& text) {
  base::Result<std::optional<Packet>> result(std::in_place, std::in_place);
  std::size_t expected = 0;
  if (const std::error_code error = read(text, **result, expected)) {
    result = error;
  } else if (expected > 0) {
    (*result)->elements = {};
    pending_.reset(new Pending{*std::exchange(*result, std::nullopt), expected, 0});
  }
  return result;
}

/// Fills `packet` from its text; `expected` attachments are to follow.
std::error_code Decoder::read(const base::SharedBytes& text, Packet& packet, std::size_t& expected) {
  if (pending_) return Errc::unexpected_text;
  std::string_view rest = text.view();
  if (rest.empty() || rest.front() < '0' || rest.front() > '6') return Errc::unknown_packet_type;
  packet.text = text;
  packet.type = static_cast<PacketType>(rest.front());
  rest.remove_prefix(1);

  if (is_binary(packet.type)) {
    const auto count = take_attachment_count(rest, limits_.max_attachments);
    if (!count) return count.error();
    expected = *count;
  }
  packet.nsp = take_namespace(rest);
  const auto id = take_id(rest);
  if (!id) return id.error();
  packet.id = *id;
  if (!rest.empty()) {
    if (const std::error_code error = validator_->check(rest)) return error;
    packet.data = without_space(rest);
    packet.elements = validator_->elements();
  }
  return fits(packet) ? std::error_code() : make_error_code(Errc::invalid_payload);
}

base::Result<std::optional<Packet>> Decoder::add_binary(const base::SharedBytes& bytes) {
  if (!pending_) return Errc::unexpected_binary;
  pending_->bytes += bytes.size();
  if (pending_->bytes > limits_.max_attachment_bytes) return Errc::illegal_attachments;
  Packet& packet = pending_->packet;
  packet.attachments.push_back(bytes);
  if (packet.attachments.size() < pending_->expected) return std::optional<Packet>();
  Packet complete = std::move(packet);
  pending_.reset();
  if (!placeholders_in_range(complete.data, complete.attachments.size())) return Errc::illegal_attachments;
  return std::optional<Packet>(std::move(complete));
}

}  // namespace socketio

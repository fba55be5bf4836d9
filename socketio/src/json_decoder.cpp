#include <algorithm>
#include <charconv>
#include <utility>

#include "json_chars.hpp"
#include "json_parser.hpp"
#include "payload_shape.hpp"
#include "placeholders.hpp"
#include "socketio/error.hpp"

namespace socketio {
namespace {

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

std::unique_ptr<Parser> make_json_parser(const DecoderLimits& limits) {
  return std::make_unique<JsonParser>(limits);
}

std::unique_ptr<Decoder> JsonParser::make_decoder() { return std::make_unique<JsonDecoder>(*this); }

struct JsonDecoder::Pending {
  Packet packet;
  std::size_t expected = 0;
  std::size_t bytes = 0;
};

void JsonDecoder::Deleter::operator()(Pending* pending) const { delete pending; }

base::Result<std::optional<Packet>> JsonDecoder::add_text(const base::SharedBytes& text) {
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
std::error_code JsonDecoder::read(const base::SharedBytes& text, Packet& packet, std::size_t& expected) {
  if (pending_) return Errc::unexpected_text;
  std::string_view rest = text.view();
  if (rest.empty() || rest.front() < '0' || rest.front() > '6') return Errc::unknown_packet_type;
  packet.text = text;
  packet.type = static_cast<PacketType>(rest.front());
  rest.remove_prefix(1);

  if (is_binary(packet.type)) {
    const auto count = take_attachment_count(rest, parser_.limits().max_attachments);
    if (!count) return count.error();
    expected = *count;
  }
  packet.nsp = take_namespace(rest);
  const auto id = take_id(rest);
  if (!id) return id.error();
  packet.id = *id;
  if (!rest.empty()) {
    if (const std::error_code error = parser_.validator().check(rest)) return error;
    packet.data = without_space(rest);
    packet.elements = parser_.validator().elements();
  }
  return has_payload_shape(packet) ? std::error_code() : make_error_code(Errc::invalid_payload);
}

base::Result<std::optional<Packet>> JsonDecoder::add_binary(const base::SharedBytes& bytes) {
  if (!pending_) return Errc::unexpected_binary;
  pending_->bytes += bytes.size();
  if (pending_->bytes > parser_.limits().max_attachment_bytes) return Errc::illegal_attachments;
  Packet& packet = pending_->packet;
  packet.attachments.push_back(bytes);
  if (packet.attachments.size() < pending_->expected) return std::optional<Packet>();
  Packet complete = std::move(packet);
  pending_.reset();
  if (!placeholders_in_range(complete.data, complete.attachments.size())) return Errc::illegal_attachments;
  return std::optional<Packet>(std::move(complete));
}

}  // namespace socketio

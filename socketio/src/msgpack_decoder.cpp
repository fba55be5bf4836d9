#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "iso_date.hpp"
#include "msgpack_library.hpp"
#include "msgpack_parser.hpp"
#include "payload_shape.hpp"
#include "socketio/error.hpp"

namespace socketio {
namespace {

/// Reads the map of a packet: notes what stands in its header and writes `data` as JSON. The library calls
/// the members below for each thing that it meets, in order; false stops it.
class PacketVisitor : public msgpack::null_visitor {
 public:
  PacketVisitor(const base::SharedBytes& message, const DecoderLimits& limits, std::string memory)
      : message_(message), limits_(limits), data_(std::move(memory)) {}

  std::error_code error() const { return error_; }
  /// @return whether type, nsp and id are what they must be; error() otherwise.
  bool check_header() {
    constexpr std::uint64_t last_type = 4;
    if (!type_ || *type_ > last_type) return fail(Errc::unknown_packet_type);
    if (!nsp_.starts_with('/') || nsp_.find(',') != nsp_.npos) return fail(Errc::illegal_namespace);
    if (id_ && *id_ > max_safe_integer) return fail(Errc::illegal_id);
    // A peer's own placeholder would be taken for the place of a Binary.
    if (marked_ && !data_.attachments().empty()) return fail(Errc::illegal_attachments);
    return true;
  }
  Packet packet() const {
    Packet packet;
    packet.type = static_cast<PacketType>('0' + static_cast<char>(*type_));
    packet.id = id_;
    packet.text = base::SharedBytes::concat({data_.text(), nsp_});
    packet.data = packet.text.view().substr(0, data_.text().size());
    packet.nsp = packet.text.view().substr(data_.text().size());
    packet.attachments = data_.attachments();
    return packet;
  }
  std::string take_memory() { return std::move(data_).take_memory(); }

  // What the library calls.
  bool visit_nil() {
    if (in_header()) return fail(Errc::invalid_payload);
    if (in_key_) return key("null");
    out_->null();
    return true;
  }
  bool visit_boolean(bool value) {
    if (in_header()) return fail(Errc::invalid_payload);
    if (in_key_) return key(value ? "true" : "false");
    marked_ = marked_ || (value && marker_);
    out_->boolean(value);
    return true;
  }
  bool visit_positive_integer(std::uint64_t value) {
    if (in_header()) return header_number(value);
    if (in_key_) return key(std::to_string(value));
    out_->number(value);
    return true;
  }
  bool visit_negative_integer(std::int64_t value) {
    // The forms of signed integers may also hold others.
    if (value >= 0) return visit_positive_integer(static_cast<std::uint64_t>(value));
    if (in_header()) return fail(field_ == Field::id ? Errc::illegal_id : Errc::unknown_packet_type);
    if (in_key_) return key(std::to_string(value));
    out_->number(value);
    return true;
  }
  bool visit_float32(float value) { return visit_float64(static_cast<double>(value)); }
  bool visit_float64(double value) {
    if (in_header()) return fail(field_ == Field::id ? Errc::illegal_id : Errc::unknown_packet_type);
    if (in_key_) return key(JsonWriter().number(value).text());
    out_->number(value);
    return true;
  }
  bool visit_str(const char* bytes, std::uint32_t size) {
    const std::string_view text(bytes, size);
    if (!base::is_utf8(text)) return fail(Errc::invalid_msgpack);
    if (in_header()) return header_text(text);
    if (in_key_) return key(text);
    out_->string(text);
    return true;
  }
  bool visit_bin(const char* bytes, std::uint32_t size) {
    return in_header() || in_key_ ? fail(Errc::invalid_payload) : binary({bytes, size});
  }
  bool visit_ext(const char* bytes, std::uint32_t size) {
    constexpr char fixext1 = '\xd4';
    constexpr char fixext8 = '\xd7';
    if (in_key_ || depth_ == 0) return fail(Errc::invalid_payload);
    const std::string_view content(bytes + 1, size - 1);
    // The form is the byte in front of the type or, of the forms with a length, the end of that.
    const char form = bytes[-1];
    if (bytes[0] != 0) return foreign_extension(bytes[0], content);
    if (form == fixext1 && content.size() == 1) return undefined();
    if (in_header()) return fail(Errc::invalid_payload);
    return form == fixext8 && content.size() == 8 ? date(content) : binary(content);
  }

  bool start_array(std::uint32_t) {
    if (!enter()) return false;
    out_->begin_array();
    return true;
  }
  bool end_array() {
    --depth_;
    out_->end_array();
    return true;
  }
  bool start_map(std::uint32_t) {
    if (depth_ == 0) {
      depth_ = 1;
      return true;
    }
    if (!enter()) return false;
    out_->begin_object();
    return true;
  }
  bool end_map() {
    if (--depth_ > 0) out_->end_object();
    return true;
  }
  bool start_map_key() {
    in_key_ = true;
    return true;
  }
  bool end_map_key() {
    in_key_ = false;
    return true;
  }
  bool end_map_value() {
    marker_ = false;
    return true;
  }

 private:
  enum class Field : std::uint8_t { type, nsp, id, data, other };

  bool fail(Errc error) {
    if (!error_) error_ = error;
    return false;
  }
  /// Whether a value stands where only a member of the header, or the packet itself, may.
  bool in_header() const { return depth_ == 0 || (depth_ == 1 && !in_key_ && field_ < Field::data); }

  bool header_number(std::uint64_t value) {
    if (depth_ == 0 || field_ == Field::nsp) return fail(Errc::invalid_payload);
    (field_ == Field::type ? type_ : id_) = value;
    return true;
  }
  bool header_text(std::string_view text) {
    if (depth_ == 0 || field_ != Field::nsp) return fail(Errc::invalid_payload);
    nsp_ = text;
    return true;
  }

  /// As in JavaScript, the last of several members with one name counts.
  bool key(std::string_view name) {
    if (depth_ > 1) {
      marker_ = name == "_placeholder";
      out_->key(name);
      return true;
    }
    field_ = name == "type"   ? Field::type
             : name == "nsp"  ? Field::nsp
             : name == "id"   ? Field::id
             : name == "data" ? Field::data
                              : Field::other;
    out_ = field_ == Field::data ? &data_ : &ignored_;
    out_->clear();
    return true;
  }

  bool enter() {
    if (in_header() || in_key_) return fail(Errc::invalid_payload);
    if (depth_ > limits_.max_depth) return fail(Errc::json_too_deep);
    marker_ = false;
    ++depth_;
    return true;
  }

  /// What JavaScript has and JSON has not: absent in the packet itself, null in its data.
  bool undefined() {
    if (depth_ > 1) {
      out_->null();
    } else if (field_ == Field::type) {
      type_.reset();
    } else if (field_ == Field::id) {
      id_.reset();
    } else if (field_ == Field::nsp) {
      nsp_ = {};
    }
    return true;
  }

  bool date(std::string_view big_endian) {
    std::uint64_t bits = 0;
    for (const char c : big_endian) bits = bits << 8 | static_cast<unsigned char>(c);
    const auto text = iso_date(static_cast<std::int64_t>(bits));
    text ? out_->string(*text) : out_->null();
    return true;
  }

  /// Shares the message, unless that would keep far more alive than the value.
  bool binary(std::string_view bytes) {
    if (depth_ == 1 && field_ == Field::data)
      return fail(Errc::invalid_payload);  // no type has such a payload
    if (out_->attachments().size() >= limits_.max_attachments) return fail(Errc::illegal_attachments);
    const bool most_of_it = bytes.size() > message_.size() / 2;
    const auto offset = static_cast<std::size_t>(bytes.data() - message_.data());
    out_->binary(most_of_it ? message_.slice(offset, bytes.size()) : base::SharedBytes::copy(bytes));
    return true;
  }

  /// The official decoder makes a pair of any other type.
  bool foreign_extension(char type, std::string_view content) {
    if (!enter()) return false;
    out_->begin_array().number(std::int64_t{static_cast<signed char>(type)});
    if (!binary(content)) return false;
    return end_array();
  }

  const base::SharedBytes& message_;
  const DecoderLimits& limits_;
  std::size_t depth_ = 0;  // containers around what comes next; 1 is the packet itself
  bool in_key_ = false;
  Field field_ = Field::other;
  bool marker_ = false;  // the last key was "_placeholder"
  bool marked_ = false;  // an object says that it is a placeholder
  std::optional<std::uint64_t> type_;
  std::optional<std::uint64_t> id_;
  std::string_view nsp_;
  JsonWriter data_;
  JsonWriter ignored_;
  JsonWriter* out_ = &ignored_;
  std::error_code error_;
};

/// Whether `message` is one value and the visitor took all of it.
bool read(const base::SharedBytes& message, PacketVisitor& visitor) {
  std::size_t end = 0;
  try {
    return msgpack::parse(message.data(), message.size(), end, visitor) && end == message.size();
  } catch (const msgpack::unpack_error&) {
    return false;  // a length that 32 bits cannot hold
  }
}

/// An absent payload is refused where an array must be.
bool is_complete(const Packet& packet) {
  const bool wants_array = packet.type == PacketType::event || packet.type == PacketType::ack;
  return has_payload_shape(packet) && !(wants_array && packet.data.empty());
}

}  // namespace

std::unique_ptr<Parser> make_msgpack_parser(const DecoderLimits& limits) {
  return std::make_unique<MsgpackParser>(limits);
}

std::unique_ptr<Decoder> MsgpackParser::make_decoder() { return std::make_unique<MsgpackDecoder>(*this); }

base::Result<std::optional<Packet>> MsgpackDecoder::add_text(const base::SharedBytes&) {
  return Errc::foreign_format;
}

base::Result<std::optional<Packet>> MsgpackParser::decode(const base::SharedBytes& message) {
  constexpr std::size_t worth_keeping_bytes = 64 * 1024;
  PacketVisitor visitor(message, limits_, std::move(json_));
  const bool whole = read(message, visitor);
  if (visitor.error()) return visitor.error();
  if (!whole) return Errc::invalid_msgpack;
  if (!visitor.check_header()) return visitor.error();
  Packet packet = visitor.packet();
  if (!is_complete(packet)) return Errc::invalid_payload;
  json_ = visitor.take_memory();
  if (json_.capacity() > worth_keeping_bytes) json_ = {};
  return std::optional<Packet>(std::move(packet));
}

}  // namespace socketio

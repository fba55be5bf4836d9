#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "json_walk.hpp"
#include "msgpack_library.hpp"
#include "msgpack_parser.hpp"

namespace socketio {
namespace {

/// How many values each array and object has. The format wants that in front of them.
class Counter {
 public:
  explicit Counter(std::vector<std::uint32_t>& counts) : counts_(counts) { counts_.clear(); }

  void open_array() { open(); }
  void open_object() { open(); }
  void close() {
    if (!open_.empty()) open_.pop_back();
  }
  void key(std::string_view) {}
  void string(std::string_view) { count(); }
  void scalar(std::string_view) { count(); }
  void binary(std::size_t) { count(); }

 private:
  void count() {
    if (!open_.empty()) ++counts_[open_.back()];
  }
  void open() {
    count();
    open_.push_back(counts_.size());
    counts_.push_back(0);
  }

  std::vector<std::uint32_t>& counts_;
  std::vector<std::size_t> open_;
};

/// Appends values in their shortest form.
class Writer {
 public:
  Writer(std::string& out, std::span<const std::uint32_t> counts, Attachments attachments)
      : out_(out), packer_(*this), counts_(counts), attachments_(attachments) {}

  void open_array() { packer_.pack_array(next_count()); }
  void open_object() { packer_.pack_map(next_count()); }
  void close() {}
  void key(std::string_view quoted) { string(quoted); }
  void string(std::string_view quoted) {
    if (quoted.find('\\') == std::string_view::npos) return text(quoted.substr(1, quoted.size() - 2));
    plain_.clear();
    unescape(quoted, plain_);
    text(plain_);
  }
  void scalar(std::string_view json) {
    switch (json.front()) {
      case 'n':
        packer_.pack_nil();
        return;
      case 't':
        packer_.pack_true();
        return;
      case 'f':
        packer_.pack_false();
        return;
      default:
        number(json);
    }
  }
  void binary(std::size_t number) {
    const base::SharedBytes& bytes = attachments_[number];
    packer_.pack_bin(static_cast<std::uint32_t>(bytes.size()));
    packer_.pack_bin_body(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  }

  void map(std::uint32_t members) { packer_.pack_map(members); }
  void text(std::string_view utf8) {
    packer_.pack_str(static_cast<std::uint32_t>(utf8.size()));
    packer_.pack_str_body(utf8.data(), static_cast<std::uint32_t>(utf8.size()));
  }
  void integer(std::uint64_t value) { packer_.pack_uint64(value); }

  /// For the library.
  void write(const char* bytes, std::size_t size) { out_.append(bytes, size); }

 private:
  std::uint32_t next_count() {
    if (counts_.empty()) return 0;
    const std::uint32_t count = counts_.front();
    counts_ = counts_.subspan(1);
    return count;
  }

  void number(std::string_view json) {
    const char* const end = json.data() + json.size();
    std::int64_t whole = 0;
    auto result = std::from_chars(json.data(), end, whole);
    if (result.ec == std::errc() && result.ptr == end) {
      packer_.pack_int64(whole);
      return;
    }
    std::uint64_t large = 0;
    result = std::from_chars(json.data(), end, large);
    if (result.ec == std::errc() && result.ptr == end) return integer(large);
    fraction(RawJson::trusted(json).as_number().value_or(0));
  }

  void fraction(double value) {
    constexpr double exact_integers = 9007199254740992.0;  // 2^53
    if (std::abs(value) <= exact_integers && std::trunc(value) == value) {
      packer_.pack_int64(static_cast<std::int64_t>(value));
      return;
    }
    // Not the library's pack_double(), which tries integers once more and casts 2^64 to one.
    const auto bits = std::bit_cast<std::uint64_t>(value);
    out_.push_back('\xcb');
    for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<char>(bits >> shift & 0xFF));
  }

  std::string& out_;
  msgpack::packer<Writer> packer_;
  std::span<const std::uint32_t> counts_;
  Attachments attachments_;
  std::string plain_;
};

std::vector<Placeholder> placeholders_of(std::string_view json, Attachments attachments) {
  if (attachments.empty()) return {};
  std::vector<Placeholder> found = find_placeholders(json);
  std::erase_if(found, [&](const Placeholder& placeholder) {
    return !placeholder.number || *placeholder.number >= attachments.size();
  });
  return found;
}

}  // namespace

EncodedPacket MsgpackParser::encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                                    std::string_view json, Attachments attachments) {
  const std::vector<Placeholder> placeholders = placeholders_of(json, attachments);
  Counter counter(counts_);
  walk_json(json, placeholders, counter);

  message_.clear();
  Writer out(message_, counts_, attachments);
  out.map(2U + (json.empty() ? 0U : 1U) + (id ? 1U : 0U));
  out.text("type");
  out.integer(static_cast<std::uint64_t>(static_cast<char>(type) - '0'));
  if (!json.empty()) {
    out.text("data");
    walk_json(json, placeholders, out);
  }
  if (id) {
    out.text("id");
    out.integer(*id);
  }
  out.text("nsp");
  out.text(nsp);
  EncodedPacket packet{engineio::Message::binary(base::SharedBytes::copy(message_)), {}};

  constexpr std::size_t worth_keeping_bytes = 64 * 1024;
  if (message_.capacity() > worth_keeping_bytes) message_ = {};
  if (counts_.capacity() > worth_keeping_bytes) counts_ = {};
  return packet;
}

}  // namespace socketio

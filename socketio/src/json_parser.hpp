// socketio/src/json_parser.hpp - the default format: a text message, then its attachments.
//
// Protocol: Socket.IO 5, "Packet encoding". Thread: hub.
#pragma once

#include <memory>
#include <optional>

#include "json_scan.hpp"
#include "socketio/parser.hpp"

namespace socketio {

class JsonParser final : public Parser {
 public:
  explicit JsonParser(const DecoderLimits& limits) : limits_(limits), validator_(limits.max_depth) {}

  EncodedPacket encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                       std::string_view json, Attachments attachments) override;
  std::unique_ptr<Decoder> make_decoder() override;

  const DecoderLimits& limits() const { return limits_; }
  /// One for all connections: its memory is used again for each packet.
  JsonValidator& validator() { return validator_; }

 private:
  DecoderLimits limits_;
  JsonValidator validator_;
};

/// Holds at most one packet that still waits for attachments.
class JsonDecoder final : public Decoder {
 public:
  explicit JsonDecoder(JsonParser& parser) : parser_(parser) {}

  base::Result<std::optional<Packet>> add_text(const base::SharedBytes& text) override;
  base::Result<std::optional<Packet>> add_binary(const base::SharedBytes& bytes) override;

 private:
  struct Pending;
  struct Deleter {
    void operator()(Pending* pending) const;
  };
  std::error_code read(const base::SharedBytes& text, Packet& packet, std::size_t& expected);

  JsonParser& parser_;
  std::unique_ptr<Pending, Deleter> pending_;
};

}  // namespace socketio

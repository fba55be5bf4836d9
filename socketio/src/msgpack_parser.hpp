// socketio/src/msgpack_parser.hpp - one packet is one binary message: a MessagePack map.
//
// Protocol: socket.io-msgpack-parser 3; {type, data, nsp, id, options}. See docs/decisions/0015-parsers.md.
// Thread: hub.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "socketio/parser.hpp"

namespace socketio {

class MsgpackParser final : public Parser {
 public:
  explicit MsgpackParser(const DecoderLimits& limits) : limits_(limits) {}

  EncodedPacket encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                       std::string_view json, Attachments attachments) override;
  std::unique_ptr<Decoder> make_decoder() override;
  /// Takes one message apart; Decoder::add_text() says what the packet is like.
  base::Result<std::optional<Packet>> decode(const base::SharedBytes& message);

 private:
  DecoderLimits limits_;
  // Memory that each packet uses again.
  std::string message_;                // what is being encoded
  std::vector<std::uint32_t> counts_;  // of its arrays and objects, in the order in which they begin
  std::string json_;                   // of what is being decoded
};

/// Has no state: each message is complete.
class MsgpackDecoder final : public Decoder {
 public:
  explicit MsgpackDecoder(MsgpackParser& parser) : parser_(parser) {}

  base::Result<std::optional<Packet>> add_text(const base::SharedBytes& text) override;
  base::Result<std::optional<Packet>> add_binary(const base::SharedBytes& bytes) override {
    return parser_.decode(bytes);
  }

 private:
  MsgpackParser& parser_;
};

}  // namespace socketio

// engineio/src/net/websocket_codec.hpp - RFC 6455 frames of the server side, as a pure function of bytes.
//
// Two ways lead to a message. Complete, unfragmented data frames - nearly all there are - are unmasked
// straight from the read buffer into one block that the messages of one call share. Everything else
// (fragments, control frames, whatever looks wrong) goes to websocketpp's hybi13 processor, which exists
// only while it is needed. See docs/decisions/0005-websocket-codec.md. With permessage-deflate, compressed
// messages go that way too.
//
// Protocol: RFC 6455, 5 and 7; RFC 7692, 6. Thread: any (no I/O, no time).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/network.hpp"
#include "engineio/packet.hpp"

namespace engineio::net {

/// Close codes of RFC 6455, 7.4.1 that the server itself sends.
namespace close_code {
inline constexpr std::uint16_t none = 0;  ///< a close frame without status
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t invalid_payload = 1007;
inline constexpr std::uint16_t message_too_big = 1009;
}  // namespace close_code

/// One thing that the peer said.
struct WebsocketInput {
  enum class Kind : std::uint8_t { message, ping, close };
  Kind kind = Kind::message;
  std::uint16_t code = close_code::none;  ///< of a close frame
  Frame frame;                            ///< of a message, or a ping's data
};

class MessageDeflate;
class WebsocketProcessor;

class WebsocketCodec {
 public:
  /// `limits` must outlive the codec.
  explicit WebsocketCodec(const NetworkOptions& limits);
  /// With permessage-deflate as it was negotiated, or null.
  WebsocketCodec(const NetworkOptions& limits, std::unique_ptr<MessageDeflate> deflate);
  ~WebsocketCodec();
  WebsocketCodec(const WebsocketCodec&) = delete;
  WebsocketCodec& operator=(const WebsocketCodec&) = delete;

  /// Reads what is complete in `bytes`, which it may overwrite, and appends it to `out`. Pongs are dropped.
  /// Stops behind a close frame, in front of a violation, and when enough was inflated for one turn.
  /// @return bytes used; the rest must come again, with more behind it.
  std::size_t decode(std::span<char> bytes, std::vector<WebsocketInput>& out);
  /// The close code for what the peer did wrong, 0 while it did nothing wrong.
  std::uint16_t violation() const { return violation_; }
  /// decode() stopped because of what it had inflated: call it again in a later turn, with the same bytes.
  bool must_wait() const { return must_wait_; }
  /// Null when permessage-deflate was not negotiated.
  MessageDeflate* deflate() const { return deflate_.get(); }

 private:
  std::size_t decode_plain(std::span<char> bytes, std::vector<WebsocketInput>& out);
  std::size_t take_plain(std::span<const char> frames, std::size_t payloads_bytes,
                         std::vector<WebsocketInput>& out);
  void unmask_all(char* to, std::span<const char> frames) const;
  std::size_t decode_other(std::span<char> bytes, std::vector<WebsocketInput>& out);

  const NetworkOptions& limits_;
  const std::unique_ptr<MessageDeflate> deflate_;
  std::unique_ptr<WebsocketProcessor> processor_;  // while a fragmented message or a frame of one is open
  std::uint16_t violation_ = 0;
  bool closed_ = false;
  bool must_wait_ = false;
};

/// Opcodes that the server sends.
enum class Opcode : std::uint8_t { text = 0x1, binary = 0x2, close = 0x8, pong = 0xA };

/// The header of an unmasked, unfragmented frame.
class FrameHeader {
 public:
  FrameHeader(Opcode opcode, std::size_t payload_bytes);
  std::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[10];
  std::size_t size_;
};

}  // namespace engineio::net

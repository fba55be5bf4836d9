// engineio/packet.hpp - Engine.IO packets and the message that is encoded once and sent many times.
//
// Protocol: Engine.IO 4, "Packet encoding". Thread: any (values).
#pragma once

#include <string_view>
#include <utility>

#include "base/shared_bytes.hpp"

namespace engineio {

/// The digit in front of every text packet.
enum class PacketType : char {
  open = '0',
  close = '1',
  ping = '2',
  pong = '3',
  message = '4',
  upgrade = '5',
  noop = '6',
};

/// One decoded packet. `data` is what follows the type digit; for a binary message the raw bytes.
struct Packet {
  PacketType type = PacketType::noop;
  base::SharedBytes data;
  bool binary = false;
};

/// What crosses the wire as one WebSocket message: text (valid UTF-8) or binary.
struct Frame {
  base::SharedBytes bytes;
  bool binary = false;
};

/// One outgoing message, encoded once. Sending it to a thousand sessions shares the same bytes.
class Message {
 public:
  /// Throws std::invalid_argument when `utf8` is not UTF-8, or has a 0x1e byte, which would split it on
  /// polling (JSON never has one).
  static Message text(std::string_view utf8);
  static Message binary(base::SharedBytes bytes);
  /// Takes text that already begins with the message digit '4', without copying or checking it.
  /// @pre packet.view()[0] == '4' (aborts otherwise), and the rest as for text().
  static Message from_encoded(base::SharedBytes packet);

  /// Text: '4' and the text. Binary: the raw bytes. This is the WebSocket form.
  const base::SharedBytes& packet() const { return frame_.bytes; }
  bool is_binary() const { return frame_.binary; }
  const Frame& frame() const { return frame_; }

 private:
  explicit Message(Frame frame) : frame_(std::move(frame)) {}
  Frame frame_;
};

}  // namespace engineio

// socketio/packet.hpp - one Socket.IO packet, header decoded, payload still text.
//
// Protocol: Socket.IO 5, "Packet encoding". Thread: any (values).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/shared_bytes.hpp"
#include "socketio/json.hpp"

namespace socketio {

/// The digit in front of every packet.
enum class PacketType : char {
  connect = '0',
  disconnect = '1',
  event = '2',
  ack = '3',
  connect_error = '4',
  binary_event = '5',
  binary_ack = '6',
};

/// One decoded packet.
struct Packet {
  PacketType type = PacketType::event;         ///< what it is
  std::string_view nsp = "/";                  ///< its namespace
  std::optional<std::uint64_t> id;             ///< of the acknowledgement, when one is asked for or given
  std::string_view data;                       ///< validated JSON of the type's shape; empty when absent
  base::SharedBytes text;                      ///< what the views point into
  std::vector<base::SharedBytes> attachments;  ///< what placeholders in `data` refer to
  /// The elements of `data`, if the decoder noticed them on its way; empty: look at `data`. Valid until the
  /// next packet is decoded, so whoever keeps the packet drops them.
  std::span<const std::string_view> elements;
};

}  // namespace socketio

// packet.hpp - what a Socket.IO server says to a client, as far as the scenarios need it.
//
// Protocol: Engine.IO 4 packets carrying Socket.IO 5 packets of the namespace "/".
#pragma once

#include <cstdint>
#include <string_view>

namespace bench {

struct Packet {
  enum class Kind {
    open,           ///< 0{...}: data is the handshake JSON
    close,          ///< 1
    ping,           ///< 2
    pong,           ///< 3: data is "probe" in an answer to a probe
    noop,           ///< 6
    connected,      ///< 40: data is JSON with the socket's id
    event,          ///< 42: data is the argument array, event name included
    ack,            ///< 43: id, data is the argument array
    connect_error,  ///< 44: data is the error object
    binary_ack,     ///< 46: id, data is the argument array with placeholders; attachments follow
    unknown,        ///< anything else; data is all of it
  };

  Kind kind = Kind::unknown;
  std::uint32_t id = 0;
  std::string_view data;
};

/// `text` is one Engine.IO packet. The result points into it.
Packet parse_packet(std::string_view text);

/// The value of the first member of this name that is a plain string; empty when there is none.
std::string_view text_member(std::string_view json, std::string_view name);

/// The id in the JSON of an open or connected packet; empty when there is none.
inline std::string_view session_id(std::string_view json) { return text_member(json, "sid"); }

}  // namespace bench

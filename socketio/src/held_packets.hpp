// socketio/src/held_packets.hpp - packets that came before somebody can take them, in order.
//
// Thread: hub.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "socketio/options.hpp"
#include "socketio/packet.hpp"

namespace socketio {

class HeldPackets {
 public:
  /// @return false: more than Options allow; the connection must be closed.
  bool add(Packet&& packet, const Options& options) {
    bytes_ += size_of(packet);
    if (packets_.size() - taken_ >= options.max_buffered_packets || bytes_ > options.max_http_buffer_size)
      return false;
    packet.elements = {};
    packets_.push_back(std::move(packet));
    return true;
  }
  bool empty() const { return taken_ == packets_.size(); }
  /// The oldest one. @pre not empty.
  Packet take() {
    Packet packet = std::move(packets_[taken_++]);
    bytes_ -= size_of(packet);
    if (empty()) {
      packets_.clear();
      taken_ = 0;
    }
    return packet;
  }

 private:
  static std::size_t size_of(const Packet& packet) {
    std::size_t bytes = packet.text.size();
    for (const base::SharedBytes& attachment : packet.attachments) bytes += attachment.size();
    return bytes;
  }

  std::vector<Packet> packets_;
  std::size_t taken_ = 0;  // of them, from the front
  std::size_t bytes_ = 0;
};

}  // namespace socketio

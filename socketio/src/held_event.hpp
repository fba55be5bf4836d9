// socketio/src/held_event.hpp - a received event that owns what its views point into.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "json_scan.hpp"
#include "socketio/handler.hpp"
#include "socketio/packet.hpp"

namespace socketio {

/// Splits the payload of an EVENT or ACK packet; the views point into `packet` and `name_text`.
struct HeldEvent {
  explicit HeldEvent(Packet packet_in) : packet(std::move(packet_in)) {
    if (packet.data.empty()) return;
    RawJson::trusted(packet.data, packet.attachments).for_each_element([this](const RawJson& value) {
      values.push_back(value);
    });
  }
  HeldEvent(const HeldEvent&) = delete;
  HeldEvent& operator=(const HeldEvent&) = delete;

  /// @pre an EVENT with at least a name.
  std::string_view name() {
    const std::string_view text = values.front().text();
    if (text.front() != '"') return text;
    if (text.find('\\') == std::string_view::npos) return text.substr(1, text.size() - 2);
    name_text.clear();
    unescape(text, name_text);
    return name_text;
  }
  Args arguments() const { return Args(std::span(values).subspan(1)); }

  Packet packet;
  std::vector<RawJson> values;
  AckReply ack;
  std::string name_text;
};

}  // namespace socketio

// socketio/src/held_event.hpp - a received event that owns what its views point into.
//
// Thread: hub. Lifetime: its arguments and name end with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json_scan.hpp"
#include "socketio/handler.hpp"
#include "socketio/packet.hpp"

namespace socketio {

/// The payload of an EVENT or ACK packet, split.
class HeldEvent {
 public:
  explicit HeldEvent(Packet&& packet) : packet_(std::move(packet)) {
    if (packet_.data.empty()) return;
    if (packet_.elements.empty()) {
      RawJson::trusted(packet_.data, packet_.attachments).for_each_element([this](const RawJson& value) {
        add(value);
      });
    }
    for (const std::string_view element : packet_.elements) {
      add(RawJson::trusted(element, packet_.attachments));
    }
    packet_.elements = {};
  }
  HeldEvent(const HeldEvent&) = delete;
  HeldEvent& operator=(const HeldEvent&) = delete;

  /// All elements; of an EVENT the first is the name.
  std::span<const RawJson> values() const {
    return many_.empty() ? std::span<const RawJson>(few_).first(count_) : std::span<const RawJson>(many_);
  }
  /// Takes the first element for the name, the others for arguments. @return nothing when there is no name.
  /// The views in it end with this object.
  std::optional<Event> event(AckReply ack) {
    if (count_ == 0) return std::nullopt;
    return Event{name(), Args(values().subspan(1)), std::move(ack)};
  }
  const std::optional<std::uint64_t>& id() const { return packet_.id; }

 private:
  void add(const RawJson& value) {
    if (count_ < few_.size()) {
      few_[count_++] = value;
      return;
    }
    if (many_.empty()) many_.assign(few_.begin(), few_.end());
    many_.push_back(value);
  }
  std::string_view name() {
    const std::string_view text = few_.front().text();
    if (text.front() != '"') return text;
    if (text.find('\\') == std::string_view::npos) return text.substr(1, text.size() - 2);
    unescape(text, name_text_);
    return name_text_;
  }

  Packet packet_;
  // Enough for nearly every event without an allocation.
  std::array<RawJson, 6> few_;
  std::size_t count_ = 0;
  std::vector<RawJson> many_;
  std::string name_text_;
};

}  // namespace socketio

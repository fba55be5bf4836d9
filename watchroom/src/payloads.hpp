// watchroom/payloads.hpp - what the application sends: values with their JSON form.
//
// A payload refers to what it shows and is written at once; it is not kept. Keys come in the order of the
// reference, whose pages read some answers as text. Times are Unix milliseconds.
//
// Protocol: "Data model" and "Server -> client events". Thread: hub.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/room.hpp"
#include "socketio/json.hpp"

namespace watchroom {

/// "sync", "screen", "music".
std::string_view to_string(RoomType type);

/// What the creator of a room is told, and nobody ever after.
struct Credentials {
  std::string_view password;
  std::string_view owner_token;
};

/// A room for its creator (with the owner token and the password just given) or for anybody else (without:
/// a protected room has the password "***" and hasPassword).
struct RoomView {
  const Room& room;
  const Credentials* for_creator = nullptr;
  /// A film is where it is at this Unix time; nothing: where its state says.
  std::optional<std::int64_t> at_ms = {};
  bool with_state = true;  ///< false: as if it had none
};

/// {"userId":...} with nothing, or one more member whose value is forwarded as it came.
struct FromUser {
  std::string_view user_id;
  std::string_view key = {};
  std::string_view json = {};
};

struct AudioChunk {
  std::string_view user_id;
  std::string_view samples;      ///< JSON array
  std::string_view sample_rate;  ///< JSON number
};

struct ChatMessage {
  std::string id;
  const Member& author;
  std::string_view content;  ///< JSON string, as it came
  std::string_view type;
  std::int64_t timestamp_ms;
};

struct Strategy {
  std::string_view json;  ///< JSON string
};

struct Timestamp {
  std::int64_t unix_ms;
};

struct DeletionReason {
  std::string_view reason;
};

void to_json(socketio::JsonWriter& out, const Member& member);
void to_json(socketio::JsonWriter& out, const RoomView& view);
void to_json(socketio::JsonWriter& out, const FromUser& signal);
void to_json(socketio::JsonWriter& out, const AudioChunk& chunk);
void to_json(socketio::JsonWriter& out, const ChatMessage& message);
void to_json(socketio::JsonWriter& out, const Strategy& strategy);
void to_json(socketio::JsonWriter& out, const Timestamp& timestamp);
void to_json(socketio::JsonWriter& out, const DeletionReason& reason);

}  // namespace watchroom

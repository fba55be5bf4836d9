#include "payloads.hpp"

#include "timeline.hpp"

namespace watchroom {
namespace {

using socketio::JsonWriter;

void text(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.string(value);
}

void number(JsonWriter& out, std::string_view key, std::int64_t value) {
  out.key(key);
  out.number(value);
}

void boolean(JsonWriter& out, std::string_view key, bool value) {
  out.key(key);
  out.boolean(value);
}

void raw(JsonWriter& out, std::string_view key, std::string_view json) {
  out.key(key);
  out.raw(json);
}

/// The creator's own password goes back to it; anybody else only learns that there is one.
void password(JsonWriter& out, const RoomView& view) {
  const RoomProfile& profile = view.room.profile;
  if (profile.has_password()) text(out, "password", view.for_creator ? view.for_creator->password : "***");
  if (!view.for_creator) boolean(out, "hasPassword", profile.has_password());
}

void current_state(JsonWriter& out, const RoomView& view) {
  if (!view.room.state || !view.with_state) {
    out.null();
  } else if (view.at_ms) {
    out.raw(state_at(*view.room.state, *view.at_ms));
  } else {
    out.raw(std::string_view(view.room.state->json));
  }
}

}  // namespace

std::string_view to_string(RoomType type) {
  switch (type) {
    case RoomType::sync:
      return "sync";
    case RoomType::screen:
      return "screen";
    case RoomType::music:
      return "music";
  }
  return "sync";
}

void to_json(JsonWriter& out, const Member& member) {
  out.begin_object();
  text(out, "id", member.id);
  text(out, "name", member.name);
  boolean(out, "isOwner", member.is_owner);
  number(out, "lastHeartbeat", member.last_heartbeat_ms);
  out.end_object();
}

void to_json(JsonWriter& out, const RoomView& view) {
  const Room& room = view.room;
  out.begin_object();
  text(out, "id", room.id);
  text(out, "name", room.profile.name);
  text(out, "description", room.profile.description);
  password(out, view);
  boolean(out, "isPublic", room.profile.is_public);
  text(out, "roomType", to_string(room.profile.type));
  text(out, "ownerId", room.owner_id);
  text(out, "ownerName", room.profile.owner_name);
  if (view.for_creator) text(out, "ownerToken", view.for_creator->owner_token);
  number(out, "memberCount", static_cast<std::int64_t>(room.members.size()));
  out.key("currentState");
  current_state(out, view);
  number(out, "createdAt", room.created_at_ms);
  number(out, "lastOwnerHeartbeat", room.last_owner_heartbeat_ms);
  out.end_object();
}

void to_json(JsonWriter& out, const FromUser& signal) {
  out.begin_object();
  text(out, "userId", signal.user_id);
  if (!signal.key.empty()) raw(out, signal.key, signal.json);
  out.end_object();
}

void to_json(JsonWriter& out, const AudioChunk& chunk) {
  out.begin_object();
  text(out, "userId", chunk.user_id);
  raw(out, "audioData", chunk.samples);
  raw(out, "sampleRate", chunk.sample_rate);
  out.end_object();
}

void to_json(JsonWriter& out, const ChatMessage& message) {
  out.begin_object();
  text(out, "id", message.id);
  text(out, "userId", message.author.id);
  text(out, "userName", message.author.name);
  raw(out, "content", message.content);
  text(out, "type", message.type);
  number(out, "timestamp", message.timestamp_ms);
  out.end_object();
}

void to_json(JsonWriter& out, const Strategy& strategy) {
  out.begin_object();
  raw(out, "strategy", strategy.json);
  out.end_object();
}

void to_json(JsonWriter& out, const Timestamp& timestamp) {
  out.begin_object();
  number(out, "timestamp", timestamp.unix_ms);
  out.end_object();
}

void to_json(JsonWriter& out, const DeletionReason& reason) {
  out.begin_object();
  text(out, "reason", reason.reason);
  out.end_object();
}

}  // namespace watchroom

#include "answers.hpp"

#include <utility>

#include "payloads.hpp"

namespace watchroom {
namespace {

using socketio::JsonWriter;

void success(JsonWriter& out) {
  out.key("success");
  out.boolean(true);
}

void room(JsonWriter& out, const RoomView& view) {
  out.key("room");
  to_json(out, view);
}

}  // namespace

void to_json(JsonWriter& out, const Json& json) { out.raw(json.text); }

Json success() { return {R"({"success":true})"}; }

Json failure(std::string_view error) {
  JsonWriter out;
  out.begin_object();
  out.key("success");
  out.boolean(false);
  out.key("error");
  out.string(error);
  out.end_object();
  return {std::move(out).take_memory()};
}

Json created(const Room& made, const Credentials& credentials) {
  JsonWriter out;
  out.begin_object();
  success(out);
  room(out, {.room = made, .for_creator = &credentials});
  out.end_object();
  return {std::move(out).take_memory()};
}

Json joined(const Room& entered, std::int64_t unix_ms) {
  JsonWriter out;
  out.begin_object();
  success(out);
  room(out, {.room = entered, .at_ms = unix_ms});
  out.key("members");
  out.begin_array();
  for (const Member& member : entered.members) to_json(out, member);
  out.end_array();
  out.end_object();
  return {std::move(out).take_memory()};
}

}  // namespace watchroom

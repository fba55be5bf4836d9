// watchroom/answers.hpp - what acknowledgements say, as JSON texts.
//
// Errors are shown to users as they are. Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/room.hpp"
#include "payloads.hpp"
#include "socketio/json.hpp"

namespace watchroom {

/// JSON text that is sent as it is. The owner of the text; RawJson is the view.
struct Json {
  std::string text;
};
void to_json(socketio::JsonWriter& out, const Json& json);

namespace errors {
constexpr std::string_view create_failed = "创建房间失败";
constexpr std::string_view join_failed = "加入房间失败";
constexpr std::string_view room_not_found = "房间不存在";
constexpr std::string_view room_full = "房间已满";
constexpr std::string_view wrong_password = "密码错误";
constexpr std::string_view wrong_owner_token = "房主身份验证失败";
constexpr std::string_view register_failed = "注册共享控制窗口失败";
constexpr std::string_view too_often = "尝试次数过多，请稍后再试";
constexpr std::string_view not_in_room = "Not in a room";
constexpr std::string_view not_owner = "Not owner";
}  // namespace errors

/// {"success":true}
Json success();
/// {"success":false,"error":...}
Json failure(std::string_view error);
/// {"success":true,"room":...} for the room's creator.
Json created(const Room& room, const Credentials& credentials);
/// {"success":true,"room":...,"members":[...]}, as it is at that Unix time.
Json joined(const Room& room, std::int64_t unix_ms);

}  // namespace watchroom

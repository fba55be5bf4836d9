// chat:message.
#include "base/random_id.hpp"
#include "handlers.hpp"
#include "payloads.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/// Unique among the messages of a millisecond; pages use it as a key.
std::string message_id(std::int64_t unix_ms) {
  return std::to_string(unix_ms) + '-' + base::random_text(7, base36);
}

void on_message(const Request& request) {
  const auto seat = request.seat();
  if (!seat) return;
  const auto content = request.argument.member("content");
  if (!content || !is_text(*content, request.limits().max_chat_length)) return;
  const auto type = request.argument.member("type");
  const bool emoji = type && type->text() == R"("emoji")";
  const std::int64_t now = request.core.moment().unix_ms;
  request.to_all(*seat->room)
      .emit(request.event,
            ChatMessage{message_id(now), *seat->member, content->text(), emoji ? "emoji" : "text", now});
}

constexpr EventHandler handlers[] = {{"chat:message", on_message}};

}  // namespace

std::span<const EventHandler> chat_handlers() { return handlers; }

}  // namespace watchroom

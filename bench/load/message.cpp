#include "message.hpp"

#include <initializer_list>
#include <utility>

#include "failure.hpp"
#include "frame.hpp"

namespace bench {
namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

Message binary_message(std::string packet, const std::string& attachment) {
  Message message = text_message(std::move(packet));
  message.frame += client_frame(attachment, Opcode::binary);
  return message;
}

Message echo_message(const Options& options, const std::string& payload, std::size_t slot) {
  const std::string id = std::to_string(slot);
  if (options.binary)
    return binary_message(joined({"451-", id, R"(["echo",{"_placeholder":true,"num":0}])"}), payload);
  if (options.event) return text_message(joined({R"(42["ev",")", payload, R"("])"}));
  return text_message(joined({"42", id, R"(["echo",")", payload, R"("])"}));
}

}  // namespace

Message text_message(std::string packet) {
  std::string frame = client_frame(packet);
  return {std::move(packet), std::move(frame)};
}

std::string connect_packet(const Options& options) {
  if (options.token.empty()) return "40";
  return joined({R"(40{"token":")", options.token, R"("})"});
}

std::string make_payload(std::size_t size_bytes) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string payload(size_bytes, '\0');
  std::uint32_t state = 1;
  for (char& c : payload) {
    state = state * 1103515245 + 12345;
    c = alphabet[(state >> 16) % alphabet.size()];
  }
  return payload;
}

std::vector<Message> echo_messages(const Options& options) {
  const std::string payload = make_payload(options.size_bytes);
  std::vector<Message> messages;
  for (std::size_t slot = 0; slot < options.window; ++slot)
    messages.push_back(echo_message(options, payload, slot));
  return messages;
}

std::string echo_answer(const Options& options) {
  std::string payload = make_payload(options.size_bytes);
  if (options.binary) return payload;
  return joined({options.event ? R"(["ev",")" : R"([")", payload, R"("])"});
}

Message join_message() { return text_message(joined({"42", std::to_string(join_ack_id), R"(["join"])"})); }

Message join_room_message(std::string_view room, std::uint32_t id) {
  return text_message(joined({"42", std::to_string(id), R"(["join_room",")", room, R"("])"}));
}

Message leave_room_message(std::string_view room, std::uint32_t id) {
  return text_message(joined({"42", std::to_string(id), R"(["leave_room",")", room, R"("])"}));
}

std::string room_name(std::size_t number) { return "room-" + std::to_string(number); }

Message broadcast_message(const Options& options) {
  if (!options.room.empty())
    return text_message(
        joined({R"(42["bc_room",")", options.room, R"(",")", make_payload(options.size_bytes), R"("])"}));
  return text_message(joined({"42", broadcast_event(options)}));
}

std::string broadcast_event(const Options& options) {
  return joined({R"(["bc",")", make_payload(options.size_bytes), R"("])"});
}

void AnswerCheck::refuse(std::string_view answer) const {
  constexpr std::size_t shown = 80;
  throw Failure(Exit::wrong_answer,
                joined({"expected ", std::to_string(expected_.size()), " bytes ",
                        std::string_view(expected_).substr(0, shown), ", got ", std::to_string(answer.size()),
                        " bytes ", answer.substr(0, shown)}));
}

}  // namespace bench

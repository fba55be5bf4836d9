// message.hpp - what the clients send, encoded once for the whole run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

namespace bench {

/// The same message for both transports.
struct Message {
  std::string packet;  ///< Engine.IO packet for a polling POST
  std::string frame;   ///< masked WebSocket frame(s)
};

Message text_message(std::string packet);

/// CONNECT of the namespace "/"; with --token, that is its auth payload.
std::string connect_packet(const Options& options);

/// `size_bytes` letters and digits, always the same: nothing that JSON has to escape.
std::string make_payload(std::size_t size_bytes);

/// One message for each slot of the window; an acknowledgement id is the slot's number.
std::vector<Message> echo_messages(const Options& options);
/// The arguments that the server must answer to each of them (the attachment with --bin).
std::string echo_answer(const Options& options);

/// The acknowledgement id that join_message() asks for; no slot of a window has it.
inline constexpr std::uint32_t join_ack_id = 99999;
Message join_message();

/// Rooms by name; `id` is that of the acknowledgement.
Message join_room_message(std::string_view room, std::uint32_t id = join_ack_id);
Message leave_room_message(std::string_view room, std::uint32_t id);
/// "room-7", the seventh of many.
std::string room_name(std::size_t number);

/// To the room `options.room`, or to the one room without a name.
Message broadcast_message(const Options& options);
/// The arguments of the event that the room must receive.
std::string broadcast_event(const Options& options);

/// Compares answers with what was asked. Lengths always; contents always while they are short, else of each
/// 64th answer, or the check would cost more than the network.
class AnswerCheck {
 public:
  explicit AnswerCheck(std::string expected) : expected_(std::move(expected)) {}

  /// Throws Failure(Exit::wrong_answer) on a difference.
  void operator()(std::string_view answer) {
    if (answer.size() == expected_.size() && (skips() || answer == expected_)) return;
    refuse(answer);
  }

 private:
  bool skips() { return expected_.size() > short_bytes && count_++ % 64 != 0; }
  [[noreturn]] void refuse(std::string_view answer) const;

  static constexpr std::size_t short_bytes = 1024;
  std::string expected_;
  std::size_t count_ = 0;
};

}  // namespace bench

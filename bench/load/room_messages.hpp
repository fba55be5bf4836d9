// room_messages.hpp - what watch-room pages say, and what the other pages must hear.
//
// The texts have the shape and about the length of what real pages send. Each carries a number that makes it
// unique, and only numbers and strings that a JSON parser and printer leave as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger.hpp"
#include "message.hpp"

namespace bench {

// Acknowledgement ids of what is answered.
inline constexpr std::uint32_t create_ack_id = 1;
inline constexpr std::uint32_t room_join_ack_id = 2;
inline constexpr std::uint32_t list_ack_id = 3;

Message create_room(std::size_t room);
Message join_room(std::string_view room_id, std::size_t member);
/// Of an owner who was there before.
Message reclaim_room(std::string_view room_id, std::string_view owner_token);
/// The name under which a member joined.
std::string user_name(std::size_t member);

Message heartbeat();
bool is_heartbeat_answer(std::string_view arguments);

Message list_rooms();
/// Rooms in an answered list.
std::size_t rooms_in(std::string_view answer);

/// A message, and what its receivers must get.
struct Relayed {
  Message sent;
  Expected received;
};

Relayed play_update(std::uint64_t number);
Relayed play_change(std::uint64_t number);
/// In turns: pause, play, seek.
Relayed play_control(std::uint64_t number);
/// `author` is the sender's socket id.
Relayed chat_message(std::uint64_t number, std::string_view author, std::size_t member);

/// One call: an offer, its answer, and then candidates from either side in turns.
inline constexpr std::size_t candidates_per_call = 20;
inline constexpr std::size_t steps_per_call = 2 + candidates_per_call;
/// True when the called page sends this step.
constexpr bool from_callee(std::size_t step) { return step % 2 == 1; }
Relayed signal(std::size_t step, std::uint64_t number, std::string_view sender, std::string_view target);

/// 4096 samples of 16 bits, as an array of bytes.
Message audio_chunk();
bool is_audio_chunk(std::string_view arguments);

}  // namespace bench

// watchroom/config.hpp - everything the watch-room application can be told, with its defaults.
//
// Plain values. Thread: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace watchroom {

/// What an owner's explicit room:leave does while others are in the room.
enum class OwnerLeave {
  disband,  ///< the room is deleted, everybody is told {"reason":"owner_left"}
  keep,     ///< the room stays, without an owner, until the owner comes back or is given up
};

/// Who may send play:seek, play:play and play:pause.
enum class MemberPlayback { all, owner };

/// Bounds on what clients may send and make the server keep. A message beyond one of them is dropped; where
/// the client waits for an answer it gets a refusal.
struct Limits {
  std::size_t max_rooms = 10'000;
  std::size_t max_members_per_room = 200;
  /// Sockets that showed the owner token of one room at the same time, beside the one that counts as the
  /// owner. One more puts the oldest of them out of the room.
  std::size_t max_owner_tabs = 8;

  std::size_t max_name_length = 200;          ///< code points of a room's name
  std::size_t max_description_length = 1000;  ///< code points
  std::size_t max_password_length = 128;      ///< code points
  std::size_t max_user_name_length = 64;      ///< code points; longer names are cut, not refused
  std::size_t max_chat_length = 4000;         ///< code points
  std::size_t max_strategy_length = 64;       ///< code points of voice:strategy-change

  std::size_t max_state_bytes = 16 * 1024;  ///< JSON text of a play, live, music or screen state
  std::size_t max_session_description_bytes = 128 * 1024;  ///< JSON text of an offer or answer
  std::size_t max_candidate_bytes = 8 * 1024;              ///< JSON text of an ICE candidate
  std::size_t max_audio_bytes = 64 * 1024;                 ///< JSON text of one audio chunk
  std::size_t max_audio_samples = 16'384;                  ///< numbers in one audio chunk
};

struct Config {
  /// The shared secret clients send as `token` in CONNECT. Must not be empty.
  std::string auth_key;
  OwnerLeave owner_leave = OwnerLeave::disband;
  MemberPlayback member_playback = MemberPlayback::all;
  /// How long a room that lost its last member by a disconnect waits, unlisted, for somebody to return.
  std::chrono::milliseconds empty_room_grace{60'000};
  /// After the last sign of the owner: when the play state is cleared, and when the room is deleted.
  std::chrono::milliseconds owner_state_timeout{30'000};
  std::chrono::milliseconds owner_room_timeout{300'000};
  Limits limits;
};

}  // namespace watchroom

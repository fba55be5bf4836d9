// watchroom/config.hpp - everything the watch-room application can be told, with its defaults.
//
// Plain values. Thread: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/password_hash.hpp"

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
  /// Made by one client address and still there. See Rates::address_factor for what an address is.
  std::size_t max_rooms_per_address = 50;
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

  /// An answer to room:list. Where all rooms do not fit, those that were created last are listed without
  /// their states, and what is beyond that is left out. It should be well below what may wait for one client.
  std::size_t max_list_bytes = 2 * 1024 * 1024;
  std::size_t max_state_bytes = 16 * 1024;  ///< JSON text of a play, live, music or screen state
  std::size_t max_session_description_bytes = 128 * 1024;  ///< JSON text of an offer or answer
  std::size_t max_candidate_bytes = 8 * 1024;              ///< JSON text of an ICE candidate
  std::size_t max_audio_bytes = 64 * 1024;                 ///< JSON text of one audio chunk
  std::size_t max_audio_samples = 16'384;                  ///< numbers in one audio chunk
};

/// How often clients may do something. What is beyond it does not happen; where the client waits for an
/// answer it gets a refusal, room:list its answer later. No connection is closed. 0 is no limit.
///
/// Each is a bucket (base/token_bucket.hpp): so much at once, and so much in the long run.
struct Rates {
  // Of one connection.
  std::uint32_t event_burst = 200;  ///< events of all kinds but the ones below; a heartbeat is a tenth
  std::uint32_t events_per_second = 50;
  std::uint32_t signal_burst = 2'000;  ///< WebRTC signals, which go to one other page each
  std::uint32_t signals_per_second = 200;
  std::uint32_t audio_per_second = 10;  ///< chunks; twice as many at once
  std::uint32_t lists_per_second = 5;   ///< answers to room:list
  std::uint32_t creations_per_minute = 5;
  /// Joins that a wrong password, room id or owner token made fail. Beyond it every join of the connection is
  /// refused, and beyond five times as many at once those of its address in that room; never one with the
  /// room's owner token.
  std::uint32_t failed_joins_per_minute = 10;

  /// All connections of one client address (IPv6: one /64 network) together may do what so many may.
  /// Addresses that are not of the Internet are not counted: they are a home, or a proxy that all come by.
  std::uint32_t address_factor = 20;

  /// What the members of one room make the server send to each other: an event is one for each member. What
  /// owners send is not counted, so nobody else can silence them.
  std::uint32_t relay_burst = 100'000;
  std::uint32_t relays_per_second = 20'000;
};

struct Config {
  /// The shared secrets, any of which clients send as `token` in CONNECT. There is one at least, and none is
  /// empty.
  std::vector<std::string> auth_keys;
  /// With these the site may sign short-lived tokens that count as a key; see docs/tokens.md. Known to the
  /// site's server only: none of them is an auth key, which every user has.
  std::vector<std::string> token_secrets;
  OwnerLeave owner_leave = OwnerLeave::disband;
  MemberPlayback member_playback = MemberPlayback::all;
  /// How long a room that lost its last member by a disconnect waits, unlisted, for somebody to return.
  std::chrono::milliseconds empty_room_grace{60'000};
  /// After the last sign of the owner: when the play state is cleared, and when the room is deleted.
  std::chrono::milliseconds owner_state_timeout{30'000};
  std::chrono::milliseconds owner_room_timeout{300'000};
  /// After a restart: how long a room waits, unlisted, for the first of those who were in it, and with its
  /// state for its owner. Clients try again by themselves for about 18 seconds.
  std::chrono::milliseconds restored_room_grace{300'000};
  /// What it costs to make or check a room's password.
  base::ScryptCost password_cost;
  Limits limits;
  Rates rates;
};

}  // namespace watchroom

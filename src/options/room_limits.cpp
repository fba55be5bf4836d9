// How many rooms and members there may be, and how much clients may say.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {

std::vector<Option> room_limit_options() {
  return {
      integer(
          "MAX_ROOMS", "Rooms at a time", 1, 10'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_rooms; }),
      integer(
          "MAX_ROOMS_PER_IP", "Rooms at a time that one client address made", 1, 10'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_rooms_per_address; }),
      integer(
          "MAX_MEMBERS_PER_ROOM", "Members of one room", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_members_per_room; }),
      integer(
          "MAX_OWNER_TABS", "Further connections that may hold one room's owner token", 1, 1'000,
          [](auto& s) -> auto& { return s.room.limits.max_owner_tabs; }),
      integer(
          "MAX_NAME_LENGTH", "Characters of a room's name", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_name_length; }),
      integer(
          "MAX_DESCRIPTION_LENGTH", "Characters of a room's description", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_description_length; }),
      integer(
          "MAX_PASSWORD_LENGTH", "Characters of a room's password", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_password_length; }),
      integer(
          "MAX_USER_NAME_LENGTH", "Characters of a member's name; a longer one is cut", 1, 100'000,
          [](auto& s) -> auto& { return s.room.limits.max_user_name_length; }),
      integer(
          "MAX_CHAT_LENGTH", "Characters of a chat message", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_chat_length; }),
      integer(
          "MAX_STATE_BYTES", "Bytes of JSON of a play, live, music or screen state", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_state_bytes; }),
      integer(
          "MAX_SESSION_DESCRIPTION_BYTES", "Bytes of JSON of a WebRTC offer or answer", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_session_description_bytes; }),
      integer(
          "MAX_CANDIDATE_BYTES", "Bytes of JSON of an ICE candidate", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_candidate_bytes; }),
      integer(
          "MAX_AUDIO_BYTES", "Bytes of JSON of one audio chunk", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_audio_bytes; }),
      integer(
          "MAX_AUDIO_SAMPLES", "Numbers in one audio chunk", 1, 1'000'000,
          [](auto& s) -> auto& { return s.room.limits.max_audio_samples; }),
  };
}

}  // namespace roomd

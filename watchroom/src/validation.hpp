// watchroom/validation.hpp - what clients send, checked and read: the only place that looks into arguments.
//
// A page renders what it receives, so a value of the wrong type that is relayed or stored breaks the pages of
// everybody in the room. Whatever is not as the protocol has it is refused here, as is what is too long. Only
// the members that matter are looked at; views point into the argument and live as long as it.
//
// Protocol: "Client -> server events", "Data model". Thread: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/registry.hpp"
#include "domain/room.hpp"
#include "socketio/json.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// The string `key` of an object, "" when it is absent or null; nothing when it is something else or longer
/// than `max_length` code points.
std::optional<std::string> read_text(const socketio::RawJson& object, std::string_view key,
                                     std::size_t max_length);

/// The string `key` of an object, "" when it is anything else: for keys that are compared with a secret or
/// an id, where everything that is not the right string is wrong in the same way.
std::string read_credential(const socketio::RawJson& object, std::string_view key);

/// What a creator asks for.
struct NewRoom {
  RoomProfile profile;   ///< its password_hash is still to be made
  std::string password;  ///< empty: none
};

/// The argument of room:create. Missing texts are empty, a missing or odd isPublic is private, an odd
/// roomType is sync; texts of another type are refused.
std::optional<NewRoom> read_new_room(const socketio::RawJson& argument, const Limits& limits);

/// The name a client gives itself, as member name; nothing when it is no string.
std::optional<std::string> read_user_name(const socketio::RawJson& object, const Limits& limits);

/// True when `state` is an object whose "type" is that of `kind`, within the size limit; music must name its
/// song and artist.
bool is_state(const socketio::RawJson& state, StateKind kind, const Limits& limits);

/// The text of an object with the value of a member replaced, or added; all else as it was. @pre it has
/// members, and the key needs no escape.
std::string with_member(const socketio::RawJson& object, std::string_view key, std::string_view json);

/// True for a string of 1 to `max_length` code points.
bool is_text(const socketio::RawJson& value, std::size_t max_length);

/// True for a number that is not infinite.
bool is_finite_number(const socketio::RawJson& value);

/// True for an array of integers from 0 to 255, within the limits.
bool is_audio(const socketio::RawJson& samples, const Limits& limits);

}  // namespace watchroom

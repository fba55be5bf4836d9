// watchroom/domain/user_name.hpp - how a client's name for itself becomes a member's name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchroom {

/// `name` as it is, cut behind `max_length` code points; "游客" (guest) when it is empty or blank.
/// Names are not tidied up otherwise: a page recognises itself in the member list by its own spelling.
/// @pre `name` is UTF-8. Thread: any.
std::string user_name(std::string_view name, std::size_t max_length);

}  // namespace watchroom

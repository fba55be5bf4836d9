// engineio/src/cookie.hpp - the Set-Cookie header of a session.
//
// Protocol: RFC 6265, 4.1; attributes in the order of the npm `cookie` package. Thread: any.
#pragma once

#include <string>
#include <string_view>

#include "engineio/options.hpp"

namespace engineio {

/// "io=<sid>; Path=/; HttpOnly; SameSite=Lax".
std::string set_cookie(const CookieOptions& cookie, std::string_view sid);

/// What is wrong with the options, or "".
std::string_view fault_of(const CookieOptions& cookie);

}  // namespace engineio

// engineio/src/forwarded.hpp - reads what proxies wrote about a request, the nearest proxy's word first.
//
// What stands to the left may be anything that a client thought of. So lists are read from the right, and
// what is there is never looked at before everything behind it was understood.
// Protocol: X-Forwarded-For as nginx, HAProxy and others write it; RFC 7239.
// Thread: any (pure functions). Views point into what was given.
#pragma once

#include <optional>
#include <string_view>

#include "base/ip_address.hpp"

namespace engineio {

/// One hop: "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80". Nothing for what
/// names no address, as "unknown" and "_hidden" (RFC 7239, 6) do.
std::optional<base::IpAddress> parse_hop(std::string_view text);

/// The last element of a list that is separated by commas, without blanks around it; `list` loses it and its
/// comma. Commas between quotes do not separate.
std::string_view take_last(std::string_view& list);

/// The value of a parameter in one element of Forwarded, without its quotes: the 192.0.2.1 of
/// `for=192.0.2.1;proto=https`. Nothing when it is not there, or the element is malformed.
std::optional<std::string_view> forwarded_parameter(std::string_view element, std::string_view name);

}  // namespace engineio

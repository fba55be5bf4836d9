// watchroom/credentials.hpp - whether a client may come in.
//
// A client shows one token, when it connects: one of the keys, or a signed token. A connection that is in
// stays in when its token expires or a key is withdrawn.
//
// Thread: any. Lifetime: refers to the Config.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "socketio/json.hpp"
#include "watchroom/config.hpp"

namespace watchroom {

/// Keys and tokens have at most so many bytes. Nothing longer is compared, so that a wrong token costs no
/// more than a right one.
constexpr std::size_t longest_token = 4'096;

enum class Admission { granted, missing_token, wrong_token, expired_token, invalid_token };

/// "missing token", ...
std::string_view to_string(Admission admission);

struct Visitor {
  Admission admission = Admission::missing_token;
  std::string name;   ///< the signed one; empty: may call itself anything
  std::string token;  ///< what it showed, for a digest of it in the log
};

/// Looks at the `token` of a CONNECT payload. Comparing takes a time that depends on neither side.
Visitor examine(const socketio::RawJson& auth, const Config& config, std::int64_t unix_ms);

}  // namespace watchroom

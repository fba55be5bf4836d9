// watchroom/signed_token.hpp - short-lived tokens that the site signs for its users.
//
//   v1.<payload>.<signature>
//
// payload is base64url, without padding, of a JSON object: {"exp":<Unix seconds>} and, if the site wants to
// say who this is, {"exp":...,"name":"ann"}; other members are ignored. signature is base64url of the
// HMAC-SHA-256, keyed with the secret, of everything in front of the last dot.
//
// Thread: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchroom {

struct SignedToken {
  enum class Verdict {
    good,
    not_signed,  ///< of another form, or not with one of the secrets
    expired,
    invalid,  ///< signed, but what it says is no use: no exp, one too far away, a name that is no text
  };

  /// Beyond it a token would be a second key that nobody can withdraw.
  static constexpr std::chrono::seconds longest_life = std::chrono::hours(24);
  /// By which the clocks of the site and of this machine may differ.
  static constexpr std::chrono::seconds clock_skew = std::chrono::minutes(1);

  Verdict verdict = Verdict::not_signed;
  std::string name;  ///< of a good one; empty: it names nobody

  /// Reads `text` as it is at Unix time `unix_ms`. The signature is compared in constant time, and nothing
  /// unsigned is looked into.
  static SignedToken read(std::string_view text, const std::vector<std::string>& secrets,
                          std::int64_t unix_ms);
};

}  // namespace watchroom

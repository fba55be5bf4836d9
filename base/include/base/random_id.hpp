// base/random_id.hpp - identifiers and secrets from OpenSSL's CSPRNG.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

/// 20 characters of A-Z a-z 0-9 - _: base64url of 12 random bytes and a 24-bit process counter, so two ids
/// of one process never collide and nobody can guess one (96 random bits). The form `@socket.io/sticky`
/// expects. Thread: any. Aborts if the system has no randomness.
std::string random_id();

/// `length` characters drawn evenly from `alphabet` (2 to 256 of them). Thread: any.
std::string random_text(std::size_t length, std::string_view alphabet);

/// `count` random bytes. Thread: any.
std::string random_bytes(std::size_t count);

/// base64url, without padding, of `count` random bytes. Thread: any.
std::string random_token(std::size_t count);

/// Compares two secrets in a time that depends on neither: both are hashed (SHA-256) first, so not even
/// the length leaks. Thread: any.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace base

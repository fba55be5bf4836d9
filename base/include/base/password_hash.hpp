// base/password_hash.hpp - passwords as text that does not tell them: scrypt (RFC 7914).
//
// Slow on purpose: tens of milliseconds and 16 MiB each. Not for the hub; see base/worker.hpp. For random
// tokens SHA-256 does (base/digest.hpp): nobody can go through 2^128 of them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// What one guess costs: memory is 128 * block_size * 2^log2_n bytes, time that and `parallelism` times.
struct ScryptCost {
  unsigned log2_n = 14;
  unsigned block_size = 8;
  unsigned parallelism = 1;
};

/// "$scrypt$ln=14,r=8,p=1$<salt>$<hash>", with a salt of 16 random bytes: another text each time.
/// Thread: any. @return not_enough_memory; invalid_argument for a cost out of range.
Result<std::string> hash_password(std::string_view password, ScryptCost cost = {});

/// True when `hash` was made of `password`. False as well for what is no such text, and when there is not
/// enough memory. The time does not depend on where the two differ. Thread: any.
bool verify_password(std::string_view password, std::string_view hash);

}  // namespace base

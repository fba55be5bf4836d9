#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>

#include "base/check.hpp"

namespace base {
namespace {

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Sha256 sha256(std::string_view text) {
  Sha256 digest;
  SHA256(as_bytes(text), text.size(), digest.data());
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::string_view text) {
  // A null key would mean the one of an earlier call.
  if (key.data() == nullptr) key = "";
  BASE_CHECK(key.size() <= 1u << 30);
  Sha256 digest;
  unsigned int length = 0;
  BASE_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(text), text.size(),
                  digest.data(), &length) != nullptr);
  return digest;
}

std::string hex(const Sha256& digest, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < std::min(count, digest.size()); ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

}  // namespace base

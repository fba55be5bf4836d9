#include "base/random_id.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <stdexcept>

#include "base/base64.hpp"
#include "base/check.hpp"
#include "base/digest.hpp"

namespace base {
namespace {

void fill_random(unsigned char* bytes, std::size_t count) {
  BASE_CHECK(RAND_bytes(bytes, static_cast<int>(count)) == 1);
}

std::string_view as_text(const unsigned char* bytes, std::size_t count) {
  return {reinterpret_cast<const char*>(bytes), count};
}

}  // namespace

std::string random_id() {
  static std::atomic<std::uint32_t> counter{0};
  std::array<unsigned char, 15> bytes;
  fill_random(bytes.data(), 12);
  const std::uint32_t count = counter.fetch_add(1, std::memory_order_relaxed);
  bytes[12] = static_cast<unsigned char>(count >> 16);
  bytes[13] = static_cast<unsigned char>(count >> 8);
  bytes[14] = static_cast<unsigned char>(count);
  return base64url_encode(as_text(bytes.data(), bytes.size()));
}

std::string random_text(std::size_t length, std::string_view alphabet) {
  if (alphabet.size() < 2 || alphabet.size() > 256) throw std::invalid_argument("random_text: alphabet size");
  // Bytes at or above the largest multiple of the alphabet's size would favour its first characters.
  const std::size_t limit = 256 - 256 % alphabet.size();
  std::string text;
  text.reserve(length);
  std::array<unsigned char, 64> bytes;
  while (text.size() < length) {
    fill_random(bytes.data(), bytes.size());
    for (const unsigned char byte : bytes) {
      if (text.size() < length && byte < limit) text += alphabet[byte % alphabet.size()];
    }
  }
  return text;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  fill_random(reinterpret_cast<unsigned char*>(bytes.data()), count);
  return bytes;
}

std::string random_token(std::size_t count) { return base64url_encode(random_bytes(count)); }

bool equal_secrets(std::string_view a, std::string_view b) {
  const Sha256 left = sha256(a);
  const Sha256 right = sha256(b);
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace base

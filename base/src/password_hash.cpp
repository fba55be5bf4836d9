#include "base/password_hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "base/base64.hpp"
#include "base/random_id.hpp"

namespace base {
namespace {

constexpr std::string_view scheme = "$scrypt$";
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t key_bytes = 32;
/// Above these a text somebody slipped in would cost more than any we make.
constexpr ScryptCost most{.log2_n = 20, .block_size = 32, .parallelism = 16};

struct Encoded {
  ScryptCost cost;
  std::string salt;
  std::string key;
};

bool in_range(const ScryptCost& cost) {
  return cost.log2_n >= 1 && cost.log2_n <= most.log2_n && cost.block_size >= 1 &&
         cost.block_size <= most.block_size && cost.parallelism >= 1 && cost.parallelism <= most.parallelism;
}

/// @return "" without memory.
std::string derive(std::string_view password, std::string_view salt, const ScryptCost& cost) {
  const std::uint64_t n = std::uint64_t{1} << cost.log2_n;
  const std::uint64_t memory = 128 * n * cost.block_size + 128 * cost.block_size * (cost.parallelism + 2);
  std::string key(key_bytes, '\0');
  const int done =
      EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                     salt.size(), n, cost.block_size, cost.parallelism, memory + 1024,
                     reinterpret_cast<unsigned char*>(key.data()), key.size());
  return done == 1 ? key : "";
}

std::string unpadded(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  return text;
}

/// Takes "`name`<number>" and the character behind it off `text`.
std::optional<unsigned> take_number(std::string_view& text, std::string_view name, char end) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(stop - text.data());
  if (error != std::errc{} || length == text.size() || *stop != end) return std::nullopt;
  text.remove_prefix(length + 1);
  return number;
}

std::optional<Encoded> parse(std::string_view text) {
  if (!text.starts_with(scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const auto log2_n = take_number(text, "ln=", ',');
  const auto block_size = log2_n ? take_number(text, "r=", ',') : std::nullopt;
  const auto parallelism = block_size ? take_number(text, "p=", '$') : std::nullopt;
  const std::size_t dollar = text.find('$');
  if (!parallelism || dollar == std::string_view::npos) return std::nullopt;
  auto salt = base64_decode(text.substr(0, dollar)), key = base64_decode(text.substr(dollar + 1));
  if (!salt || !key) return std::nullopt;
  return Encoded{{*log2_n, *block_size, *parallelism}, *std::move(salt), *std::move(key)};
}

}  // namespace

Result<std::string> hash_password(std::string_view password, ScryptCost cost) {
  if (!in_range(cost)) return std::make_error_code(std::errc::invalid_argument);
  const std::string salt = random_bytes(salt_bytes);
  const std::string key = derive(password, salt, cost);
  if (key.empty()) return std::make_error_code(std::errc::not_enough_memory);
  std::string text(scheme);
  text.append("ln=").append(std::to_string(cost.log2_n));
  text.append(",r=").append(std::to_string(cost.block_size));
  text.append(",p=").append(std::to_string(cost.parallelism));
  text.append("$").append(unpadded(base64_encode(salt)));
  text.append("$").append(unpadded(base64_encode(key)));
  return text;
}

bool verify_password(std::string_view password, std::string_view hash) {
  const auto encoded = parse(hash);
  if (!encoded || !in_range(encoded->cost)) return false;
  const std::string key = derive(password, encoded->salt, encoded->cost);
  return key.size() == encoded->key.size() && !key.empty() &&
         CRYPTO_memcmp(key.data(), encoded->key.data(), key.size()) == 0;
}

}  // namespace base

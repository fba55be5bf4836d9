#include "signed_token.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/random_id.hpp"
#include "socketio/json.hpp"

namespace watchroom {
namespace {

using Verdict = SignedToken::Verdict;

constexpr std::string_view version = "v1.";

bool is_signature(std::string_view signature, std::string_view signed_text, const std::string& secret) {
  return base::equal_secrets(signature,
                             base::base64url_encode(base::bytes(base::hmac_sha256(secret, signed_text))));
}

Verdict judge_end(std::int64_t end_s, std::int64_t unix_ms) {
  const std::int64_t now_s = unix_ms / 1000, skew = SignedToken::clock_skew.count();
  if (end_s <= now_s - skew) return Verdict::expired;
  if (end_s > now_s + SignedToken::longest_life.count() + skew) return Verdict::invalid;
  return Verdict::good;
}

SignedToken read_payload(const std::string& payload, std::int64_t unix_ms) {
  SignedToken token{Verdict::invalid, {}};
  const auto json = socketio::RawJson::parse(payload);
  if (!json) return token;
  const auto end = json->member("exp"), name = json->member("name");
  const auto end_s = end ? end->as_integer() : std::nullopt;
  if (!end_s || (name && !name->is_string())) return token;
  token.verdict = judge_end(*end_s, unix_ms);
  if (token.verdict == Verdict::good && name) token.name = *name->as_string();
  return token;
}

}  // namespace

SignedToken SignedToken::read(std::string_view text, const std::vector<std::string>& secrets,
                              std::int64_t unix_ms) {
  const std::size_t dot = text.rfind('.');
  if (!text.starts_with(version) || dot < version.size()) return {};
  const std::string_view signed_text = text.substr(0, dot), signature = text.substr(dot + 1);
  const bool is_signed = std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
    return is_signature(signature, signed_text, secret);
  });
  if (!is_signed) return {};
  const auto payload = base::base64_decode(signed_text.substr(version.size()));
  return payload ? read_payload(*payload, unix_ms) : SignedToken{Verdict::invalid, {}};
}

}  // namespace watchroom

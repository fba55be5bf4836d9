#include "credentials.hpp"

#include <algorithm>

#include "base/random_id.hpp"
#include "signed_token.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

Admission admission_of(SignedToken::Verdict verdict) {
  switch (verdict) {
    case SignedToken::Verdict::good:
      return Admission::granted;
    case SignedToken::Verdict::expired:
      return Admission::expired_token;
    case SignedToken::Verdict::invalid:
      return Admission::invalid_token;
    case SignedToken::Verdict::not_signed:
      break;
  }
  return Admission::wrong_token;
}

bool is_key(std::string_view token, const std::vector<std::string>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& key) { return base::equal_secrets(token, key); });
}

}  // namespace

std::string_view to_string(Admission admission) {
  switch (admission) {
    case Admission::granted:
      return "granted";
    case Admission::missing_token:
      return "missing token";
    case Admission::wrong_token:
      return "wrong token";
    case Admission::expired_token:
      return "expired token";
    case Admission::invalid_token:
      return "invalid token";
  }
  return "";
}

Visitor examine(const socketio::RawJson& auth, const Config& config, std::int64_t unix_ms) {
  Visitor visitor;
  visitor.token = read_credential(auth, "token");
  if (visitor.token.empty()) return visitor;
  if (visitor.token.size() > longest_token) {
    visitor.admission = Admission::wrong_token;
  } else if (is_key(visitor.token, config.auth_keys)) {
    visitor.admission = Admission::granted;
  } else {
    SignedToken token = SignedToken::read(visitor.token, config.token_secrets, unix_ms);
    visitor.admission = admission_of(token.verdict);
    visitor.name = std::move(token.name);
  }
  return visitor;
}

}  // namespace watchroom

#include "signed_token.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/base64.hpp"
#include "base/digest.hpp"

namespace watchroom {
namespace {

using Verdict = SignedToken::Verdict;

constexpr std::int64_t now_s = 1'700'000'000;

std::string sign(const std::string& text, const std::string& secret = "secret") {
  return text + "." + base::base64url_encode(base::bytes(base::hmac_sha256(secret, text)));
}
std::string token(const std::string& payload) { return sign("v1." + base::base64url_encode(payload)); }

SignedToken read(const std::string& text) { return SignedToken::read(text, {"secret"}, now_s * 1000 + 999); }
Verdict verdict(const std::string& text) { return read(text).verdict; }
Verdict verdict_of_end(const std::string& end) { return verdict(token(R"({"exp":)" + end + "}")); }

}  // namespace

TEST_SUITE("watchroom/signed_token") {
  TEST_CASE("a token as the documents have it") {
    const SignedToken read = SignedToken::read(
        "v1.eyJleHAiOjE3MDAwMDM2MDAsIm5hbWUiOiJhbm4ifQ.1y3JHMoDdbURq77KujBUVKskKyS6pH4IRr3_HBRgKUc",
        {"0123456789abcdef0123456789abcdef"}, now_s * 1000);
    CHECK(read.verdict == Verdict::good);
    CHECK(read.name == "ann");
  }

  TEST_CASE("only the right signature over all of it counts") {
    const std::string good = token(R"({"exp":1700000060})");
    CHECK(verdict(good) == Verdict::good);
    CHECK(SignedToken::read(good, {}, now_s * 1000).verdict == Verdict::not_signed);
    CHECK(SignedToken::read(good, {"other"}, now_s * 1000).verdict == Verdict::not_signed);
    CHECK(SignedToken::read(good, {"other", "secret"}, now_s * 1000).verdict == Verdict::good);
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string bent = good;
      bent[i] = bent[i] == 'A' ? 'B' : 'A';
      CAPTURE(i);
      CHECK(verdict(bent) == Verdict::not_signed);
      CHECK(verdict(good.substr(0, i)) == Verdict::not_signed);
    }
    CHECK(verdict(good + "=") == Verdict::not_signed);
    CHECK(verdict(good + ".") == Verdict::not_signed);
  }

  TEST_CASE("texts of another form are none") {
    for (const char* const text :
         {"", ".", "..", "...", "v1", "v1.", "v1..", "v2.e30.x", "v1.e30", "V1.e30.x"}) {
      CAPTURE(text);
      CHECK(verdict(text) == Verdict::not_signed);
      CHECK(verdict(sign(text)) != Verdict::good);
    }
    CHECK(verdict(sign("v2." + base::base64url_encode(R"({"exp":1700000060})"))) == Verdict::not_signed);
  }

  TEST_CASE("the end is a time in the near future, give or take a minute") {
    CHECK(verdict_of_end("1699999940") == Verdict::expired);
    CHECK(verdict_of_end("1699999941") == Verdict::good);
    CHECK(verdict_of_end("1700086460") == Verdict::good);
    CHECK(verdict_of_end("1700086461") == Verdict::invalid);
    CHECK(verdict_of_end("0") == Verdict::expired);
    CHECK(verdict_of_end("-9223372036854775808") == Verdict::expired);
    CHECK(verdict_of_end("9223372036854775807") == Verdict::invalid);
    // In milliseconds, as JavaScript counts: the mistake that everybody makes once.
    CHECK(verdict_of_end("1700000060000") == Verdict::invalid);
    for (const char* const end : {"1e99", "1700000060.5", "null", "true", R"("1700000060")", "[]", "{}"}) {
      CAPTURE(end);
      CHECK(verdict_of_end(end) == Verdict::invalid);
    }
  }

  TEST_CASE("signed nonsense is no use") {
    for (const char* const payload : {"", "{}", "[]", "null", "{", "\xff", R"({"name":"ann"})",
                                      R"({"exp":1700000060,"name":7})", R"({"exp":1700000060} x)"}) {
      CAPTURE(payload);
      CHECK(verdict(token(payload)) == Verdict::invalid);
    }
    CHECK(verdict(sign("v1.@@@")) == Verdict::invalid);
    CHECK(verdict(sign("v1.e30.e30")) == Verdict::invalid);
  }

  TEST_CASE("the name is as it was signed; other members do not matter") {
    CHECK(read(token(R"({"name":"\u4eba A","exp":1700000060,"sub":[1]})")).name == "\u4eba A");
    CHECK(read(token(R"({"exp":1700000060})")).name.empty());
    CHECK(read(token(R"({"exp":1600000000,"name":"ann"})")).name.empty());
  }
}

}  // namespace watchroom

#include "base/password_hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <system_error>

using base::hash_password;
using base::verify_password;

namespace {

constexpr base::ScryptCost cheap{.log2_n = 4};

}  // namespace

TEST_SUITE("base/password_hash") {
  TEST_CASE("a hash is that of its password and of no other") {
    const std::string hash = *hash_password("打开", cheap);
    CHECK(hash.starts_with("$scrypt$ln=4,r=8,p=1$"));
    CHECK(verify_password("打开", hash));
    CHECK_FALSE(verify_password("打", hash));
    CHECK_FALSE(verify_password("", hash));
    CHECK_FALSE(verify_password(std::string("打\0开", 7), hash));
  }

  TEST_CASE("two hashes of one password have nothing in common, and do not show it") {
    const std::string first = *hash_password("password", cheap), second = *hash_password("password", cheap);
    CHECK(first != second);
    CHECK(first.find("password") == std::string::npos);
  }

  // https://www.rfc-editor.org/rfc/rfc7914#section-12, the second vector, as far as 32 bytes go.
  TEST_CASE("it is scrypt as the RFC has it") {
    CHECK(verify_password("password",
                          "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI"));
  }

  TEST_CASE("what is no such text is the hash of nothing") {
    const std::string good = *hash_password("x", cheap);
    for (const std::string& text :
         {std::string(), std::string("x"), good.substr(0, good.size() - 4), good.substr(0, good.rfind('$')),
          good.substr(0, good.rfind('$') + 1), good + "AAAA", std::string("$scrypt$ln=,r=8,p=1$TmFDbA$AAAA"),
          std::string("$scrypt$ln=99999999999,r=8,p=1$TmFDbA$AAAA"), std::string("$scrypt$ln=4")}) {
      CHECK_FALSE(verify_password("x", text));
    }
  }

  TEST_CASE("a text that would cost too much is not tried") {
    CHECK_FALSE(verify_password("x", "$scrypt$ln=40,r=8,p=1$TmFDbA$AAAA"));
    CHECK((hash_password("x", {.log2_n = 40}).error() == std::errc::invalid_argument));
    CHECK((hash_password("x", {.log2_n = 0}).error() == std::errc::invalid_argument));
  }
}

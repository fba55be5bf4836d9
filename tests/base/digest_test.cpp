#include "base/digest.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_SUITE("base/digest") {
  TEST_CASE("SHA-256 gives the digests of FIPS 180-2") {
    CHECK(base::hex(base::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(base::hex(base::sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  TEST_CASE("HMAC-SHA-256 gives the digests of RFC 4231, keys longer than a block included") {
    CHECK(base::hex(base::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(base::hex(base::hmac_sha256(std::string(131, '\xaa'),
                                      "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  }

  TEST_CASE("an empty key is a key") {
    const auto expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    CHECK(base::hex(base::hmac_sha256("", "")) == expected);
    (void)base::hmac_sha256("another", "");
    CHECK(base::hex(base::hmac_sha256({}, {})) == expected);
  }

  TEST_CASE("a prefix in hexadecimal") {
    const base::Sha256 digest = base::sha256("abc");
    CHECK(base::hex(digest, 0).empty());
    CHECK(base::hex(digest, 4) == "ba7816bf");
    CHECK(base::hex(digest, 99) == base::hex(digest));
    CHECK(base::bytes(digest).substr(0, 2) == "\xba\x78");
    CHECK(base::bytes(digest).size() == 32);
  }
}

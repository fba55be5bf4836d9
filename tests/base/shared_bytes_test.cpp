#include "base/shared_bytes.hpp"

#include <doctest/doctest.h>

#include <string>

using base::SharedBytes;

TEST_SUITE("base/shared_bytes") {
  TEST_CASE("a copy has its own bytes") {
    std::string text = "hello";
    const auto bytes = SharedBytes::copy(text);
    text = "other";
    CHECK(bytes.view() == "hello");
    CHECK(bytes.size() == 5);
  }

  TEST_CASE("copies and slices share the block and outlive the original") {
    SharedBytes slice;
    {
      const auto bytes = SharedBytes::copy("0123456789");
      const SharedBytes same = bytes;
      CHECK(same_bytes(bytes, same));
      slice = same.slice(3, 4);
      CHECK(slice.data() == bytes.data() + 3);
    }
    CHECK(slice.view() == "3456");
  }

  TEST_CASE("permanent bytes are not copied, and neither are their copies and slices") {
    static constexpr char text[] = "0123456789";
    SharedBytes bytes = SharedBytes::permanent(text);
    const SharedBytes slice = SharedBytes(bytes).slice(3, 4);
    bytes = {};
    CHECK(slice.data() == text + 3);
    CHECK(slice.view() == "3456");
  }

  TEST_CASE("slices are clamped to the end") {
    const auto bytes = SharedBytes::copy("abc");
    CHECK(bytes.slice(1).view() == "bc");
    CHECK(bytes.slice(2, 100).view() == "c");
    CHECK(bytes.slice(3).empty());
    CHECK(bytes.slice(100, 1).empty());
  }

  TEST_CASE("concat puts pieces behind each other, also empty ones") {
    CHECK(SharedBytes::concat({"4", "", "payload"}).view() == "4payload");
    CHECK(SharedBytes::concat({}).empty());
  }

  TEST_CASE("build hands out a buffer of exactly that size") {
    const auto bytes = SharedBytes::build(3, [](char* out) { std::string("xyz").copy(out, 3); });
    CHECK(bytes.view() == "xyz");
    CHECK(SharedBytes::build(0, [](char*) { FAIL("nothing to fill"); }).empty());
  }

  TEST_CASE("equal text in two blocks is not the same frame") {
    CHECK_FALSE(same_bytes(SharedBytes::copy("a"), SharedBytes::copy("a")));
  }

  TEST_CASE("moving leaves an empty view behind; assigning to itself changes nothing") {
    auto first = SharedBytes::copy("abc");
    SharedBytes second = std::move(first);
    CHECK(first.empty());
    auto& alias = second;
    second = alias;
    CHECK(second.view() == "abc");
  }
}

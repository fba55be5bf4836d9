#include "net/deflater.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <string>

#include "deflate_support.hpp"
#include "engineio/per_message_deflate.hpp"
#include "net/inflater.hpp"

using engineio::net::Deflater;
using engineio::net::Inflater;
using namespace std::string_literals;
using test::deflated;
using test::DeflatePeer;
using test::inflated;
using test::noise;

namespace {

/// The message, or "(too big)" or "(corrupt)".
std::string outcome(Inflater& inflater, const std::string& payload, std::size_t max_bytes = 1000) {
  std::string out;
  switch (inflater.inflate(payload, max_bytes, out)) {
    case Inflater::Outcome::done:
      return out;
    case Inflater::Outcome::too_big:
      CHECK(out.size() == max_bytes + 1);
      return "(too big)";
    case Inflater::Outcome::corrupt:
      return "(corrupt)";
  }
  return "?";
}
std::string outcome(const std::string& payload, std::size_t max_bytes = 1000) {
  Inflater inflater(15);
  return outcome(inflater, payload, max_bytes);
}

std::string deflate(Deflater& deflater, std::string_view message) {
  std::string out;
  deflater.deflate(message, out);
  return out;
}

/// What zlib allocates for one stream.
struct Count {
  std::size_t bytes = 0;
  static void* take(void* count, unsigned items, unsigned size) {
    static_cast<Count*>(count)->bytes += std::size_t{items} * size;
    return std::calloc(items, size);
  }
  static void give_back(void*, void* block) { std::free(block); }
};

}  // namespace

TEST_SUITE("engineio/net/deflater") {
  TEST_CASE("[RFC 7692, 7.2.3] the examples, inflated") {
    CHECK(outcome("\xf2\x48\xcd\xc9\xc9\x07\x00"s) == "Hello");
    // Another message that refers to the first.
    Inflater inflater(15);
    CHECK(outcome(inflater, "\xf2\x48\xcd\xc9\xc9\x07\x00"s) == "Hello");
    CHECK(outcome(inflater, "\xf2\x00\x11\x00\x00"s) == "Hello");
    // A block that is not compressed.
    CHECK(outcome("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s) == "Hello");
    // A block that says it is the last.
    CHECK(outcome("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s) == "Hello");
    // Two blocks.
    CHECK(outcome("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s) == "Hello");
    // Nothing.
    CHECK(outcome("\x00"s) == "");
  }

  TEST_CASE("[RFC 7692, 7.2.3] the examples, deflated") {
    Deflater deflater(15, 6, 8);
    CHECK(deflate(deflater, "Hello") == "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    CHECK(deflate(deflater, "Hello") == "\xf2\x00\x11\x00\x00"s);
    deflater.reset();
    CHECK(deflate(deflater, "Hello") == "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
  }

  TEST_CASE("a message that ends with its last block, and those behind it") {
    Inflater inflater(15);
    CHECK(outcome(inflater, "\xf3\x48\xcd\xc9\xc9\x07\x00"s) == "Hello");
    // What was before the last block can still be referred to, in the same message and in the next.
    CHECK(outcome(inflater, "\xf2\x00\x11\x00\x00"s) == "Hello");
    CHECK(outcome("\xf3\x48\xcd\xc9\xc9\x07\x00\xf2\x00\x11\x00\x00"s) == "HelloHello");
    CHECK(outcome("\x01"s) == "");
    CHECK(outcome("\x03\x00\x03\x00\x03\x00\x00"s) == "");
  }

  TEST_CASE("what is no deflate stream") {
    for (const std::string& payload :
         {"\x07"s, "\xff\xff\xff\xff"s, "Hello"s, "\x00\x05\x00\xfa\xff\x48\x65"s,
          "\x00\x05\x00\x05\x00Hello\x00"s, "\xf2\x48\xcd\xc9"s, "\xf2\x48\xcd\xc9\xc9\x07"s,
          "\xf2\x48\xcd\xc9\xc9\x07\x00\x01\x02"s, ""s,
          // Refers to a message that was never sent.
          "\xf2\x00\x11\x00\x00"s}) {
      CAPTURE(payload);
      CHECK(outcome(payload) == "(corrupt)");
    }
  }

  TEST_CASE("every prefix and every changed byte of a message: an answer, and never more than the limit") {
    const std::string payload = deflated("The quick brown fox, the quick brown fox. " + noise(60));
    for (std::size_t size = 0; size < payload.size(); ++size) {
      CAPTURE(size);
      CHECK(outcome(payload.substr(0, size), 20).size() <= 20);
      CHECK(outcome(payload.substr(0, size)) == "(corrupt)");
      std::string changed = payload;
      changed[size] = static_cast<char>(changed[size] ^ 0x55);
      CHECK(outcome(changed, 20).size() <= 20);
    }
  }

  TEST_CASE("a message of just the limit passes, one byte more does not") {
    for (const std::string& message : {std::string(5000, 'x'), noise(5000), "x"s, std::string(4096, 'y')}) {
      CHECK(outcome(deflated(message), message.size()) == message);
      CHECK(outcome(deflated(message), message.size() - 1) == "(too big)");
    }
    CHECK(outcome("\x00"s, 0) == "");
    CHECK(outcome(deflated(std::string(50'000'000, '\0')), 1000) == "(too big)");
  }

  TEST_CASE("a message that was too big spoils only its own connection") {
    Inflater inflater(15);
    CHECK(outcome(inflater, deflated(std::string(5000, 'x'))) == "(too big)");
    inflater.reset();
    CHECK(outcome(inflater, deflated("fine")) == "fine");
    CHECK(outcome(inflater, "\xff"s) == "(corrupt)");
    inflater.reset();
    CHECK(outcome(inflater, deflated("fine")) == "fine");
  }

  TEST_CASE("there and back, for every window, level and kind of message") {
    for (int window_bits = 9; window_bits <= 15; ++window_bits) {
      for (const int level : {0, 1, 6, 9}) {
        for (const int mem_level : {1, 8}) {
          CAPTURE(window_bits);
          CAPTURE(level);
          CAPTURE(mem_level);
          Deflater deflater(window_bits, level, mem_level);
          Inflater inflater(window_bits);
          DeflatePeer peer(window_bits);
          for (const std::string& message :
               {"a"s, std::string(70'000, 'x'), noise(70'000), noise(1000), noise(1000)}) {
            const std::string payload = deflate(deflater, message);
            CHECK(outcome(inflater, payload, message.size()) == message);
            CHECK(peer.inflate(payload) == message);
          }
        }
      }
    }
  }

  TEST_CASE("a context takes no more memory than is said") {
    for (int window_bits = 9; window_bits <= 15; ++window_bits) {
      for (int mem_level = 1; mem_level <= 9; ++mem_level) {
        CAPTURE(window_bits);
        CAPTURE(mem_level);
        Count count;
        z_stream stream{};
        stream.zalloc = Count::take;
        stream.zfree = Count::give_back;
        stream.opaque = &count;
        REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, -window_bits, mem_level, Z_DEFAULT_STRATEGY) == Z_OK);
        CHECK(count.bytes <= engineio::deflate_context_bytes(window_bits, mem_level));
        CHECK(count.bytes + 8192 > engineio::deflate_context_bytes(window_bits, mem_level));
        deflateEnd(&stream);
      }
      Count count;
      z_stream stream{};
      stream.zalloc = Count::take;
      stream.zfree = Count::give_back;
      stream.opaque = &count;
      REQUIRE(inflateInit2(&stream, -window_bits) == Z_OK);
      std::string payload = DeflatePeer(window_bits).deflate(noise(100'000));
      std::string out(200'000, '\0');
      stream.next_in = reinterpret_cast<Bytef*>(payload.data());
      stream.avail_in = static_cast<uInt>(payload.size());
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      REQUIRE(::inflate(&stream, Z_SYNC_FLUSH) == Z_OK);
      CHECK(count.bytes <= engineio::inflate_context_bytes(window_bits));
      inflateEnd(&stream);
    }
  }
}

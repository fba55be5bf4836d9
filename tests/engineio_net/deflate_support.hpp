// tests/engineio_net/deflate_support.hpp - what a peer does with permessage-deflate, by zlib itself.
#pragma once

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

/// One peer: it compresses and inflates with context, as long as it is the same object.
class DeflatePeer {
 public:
  explicit DeflatePeer(int window_bits = 15) {
    REQUIRE(deflateInit2(&out_, 9, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    REQUIRE(inflateInit2(&in_, -window_bits) == Z_OK);
  }
  ~DeflatePeer() {
    deflateEnd(&out_);
    inflateEnd(&in_);
  }
  DeflatePeer(const DeflatePeer&) = delete;
  DeflatePeer& operator=(const DeflatePeer&) = delete;

  /// The payload for a message.
  std::string deflate(std::string_view message) {
    std::string payload(message.size() + message.size() / 100 + 100, '\0');
    out_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(message.data()));
    out_.avail_in = static_cast<uInt>(message.size());
    out_.next_out = reinterpret_cast<Bytef*>(payload.data());
    out_.avail_out = static_cast<uInt>(payload.size());
    REQUIRE(::deflate(&out_, Z_SYNC_FLUSH) == Z_OK);
    REQUIRE(out_.avail_out > 0);
    payload.resize(payload.size() - out_.avail_out - 4);
    return payload;
  }
  /// The message of a payload; "(corrupt)" when it is none.
  std::string inflate(std::string payload) {
    payload.append("\x00\x00\xff\xff", 4);
    std::string message(1'200'000, '\0');
    in_.next_in = reinterpret_cast<Bytef*>(payload.data());
    in_.avail_in = static_cast<uInt>(payload.size());
    in_.next_out = reinterpret_cast<Bytef*>(message.data());
    in_.avail_out = static_cast<uInt>(message.size());
    if (::inflate(&in_, Z_SYNC_FLUSH) != Z_OK) return "(corrupt)";
    message.resize(message.size() - in_.avail_out);
    return message;
  }

 private:
  z_stream out_{};
  z_stream in_{};
};

/// Without context.
inline std::string deflated(std::string_view message) { return DeflatePeer().deflate(message); }
inline std::string inflated(std::string payload) { return DeflatePeer().inflate(std::move(payload)); }

/// Bytes that do not compress, the same ones every time.
inline std::string noise(std::size_t size) {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < size) {
    state = state * 1664525U + 1013904223U;
    bytes.push_back(static_cast<char>(state >> 24));
  }
  return bytes;
}

}  // namespace test

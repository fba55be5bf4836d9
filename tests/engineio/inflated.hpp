// tests/engineio/inflated.hpp - what a client makes of a compressed body.
#pragma once

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

namespace test {

/// Undoes gzip and zlib framing alike.
inline std::string inflated(std::string bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 32) == Z_OK);
  std::string out(100'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace test

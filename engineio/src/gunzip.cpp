#include "gunzip.hpp"

#include <zlib.h>

#include <cstdint>

namespace engineio {
namespace {

constexpr int gzip_window_bits = 15 + 16;
constexpr std::size_t smallest_file = 18;

/// The last four bytes of the file, least significant first.
std::size_t content_size(std::string_view file) {
  std::uint32_t size = 0;
  for (int i = 1; i <= 4; ++i)
    size = size << 8 | static_cast<unsigned char>(file[file.size() - std::size_t(i)]);
  return size;
}

bool inflate_into(char* out, std::size_t size, std::string_view file) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window_bits) != Z_OK) return false;
  // zlib's interface predates const; it does not write here.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = static_cast<uInt>(size);
  const bool complete = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == size;
  inflateEnd(&stream);
  return complete;
}

}  // namespace

std::optional<base::SharedBytes> gunzip(std::string_view file) {
  if (file.size() < smallest_file) return std::nullopt;
  bool complete = true;
  const std::size_t size = content_size(file);
  // Deflate packs a byte into no less than a thousandth of one.
  if (size / 1'100 > file.size()) return std::nullopt;
  auto bytes = base::SharedBytes::build(size, [&](char* out) { complete = inflate_into(out, size, file); });
  if (!complete) return std::nullopt;
  return bytes;
}

}  // namespace engineio

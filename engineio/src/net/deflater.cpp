#include "net/deflater.hpp"

#include <zlib.h>

#include <new>

#include "base/check.hpp"

namespace engineio::net {
namespace {

/// The end of a sync flush, which every message ends with and none carries.
constexpr std::string_view tail("\x00\x00\xff\xff", 4);

Bytef* input_of(std::string_view bytes) {
  // zlib's interface predates const; it does not write here.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

Deflater::Deflater(int window_bits, int level, int mem_level) : stream_(std::make_unique<z_stream>()) {
  const int result =
      deflateInit2(stream_.get(), level, Z_DEFLATED, -window_bits, mem_level, Z_DEFAULT_STRATEGY);
  BASE_CHECK(result == Z_OK || result == Z_MEM_ERROR);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
}

Deflater::~Deflater() { deflateEnd(stream_.get()); }

void Deflater::reset() { BASE_CHECK(deflateReset(stream_.get()) == Z_OK); }

void Deflater::deflate(std::string_view message, std::string& out) {
  BASE_CHECK(!message.empty() && message.size() <= UINT32_MAX);
  stream_->next_in = input_of(message);
  stream_->avail_in = static_cast<uInt>(message.size());
  std::size_t written = 0;
  out.resize(deflateBound(stream_.get(), message.size()) + 16);
  while (true) {
    const std::size_t space = out.size() - written;
    stream_->next_out = reinterpret_cast<Bytef*>(out.data()) + written;
    stream_->avail_out = static_cast<uInt>(space);
    const int result = ::deflate(stream_.get(), Z_SYNC_FLUSH);
    // A buffer error: everything had been written when the space ended.
    BASE_CHECK(result == Z_OK || result == Z_BUF_ERROR);
    written += space - stream_->avail_out;
    if (stream_->avail_out > 0) break;
    out.resize(out.size() * 2);
  }
  out.resize(written);
  BASE_CHECK(out.ends_with(tail));
  out.resize(written - tail.size());
}

}  // namespace engineio::net

#include "net/inflater.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

#include "base/check.hpp"

namespace engineio::net {
namespace {

/// What the sender of a message cut off its end.
constexpr std::string_view tail("\x00\x00\xff\xff", 4);

constexpr std::size_t least_output = 4 * 1024;

Bytef* input_of(std::string_view bytes) {
  // zlib's interface predates const; it does not write here.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

Inflater::Inflater(int window_bits) : stream_(std::make_unique<z_stream>()) {
  // A window of 256 bytes is what some zlibs say when they mean 512.
  const int result = inflateInit2(stream_.get(), -std::max(window_bits, 9));
  BASE_CHECK(result == Z_OK || result == Z_MEM_ERROR);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
}

Inflater::~Inflater() { inflateEnd(stream_.get()); }

void Inflater::reset() { BASE_CHECK(inflateReset(stream_.get()) == Z_OK); }

Inflater::Outcome Inflater::inflate(std::string_view payload, std::size_t max_bytes, std::string& out) {
  written_ = 0;
  final_ = false;
  max_bytes = std::min(max_bytes, out.max_size() - 1);
  const std::size_t likely = payload.size() <= max_bytes / 4 ? payload.size() * 4 : max_bytes;
  out.resize(std::min(std::max(likely, least_output), max_bytes) + 1);
  Outcome outcome = feed(payload, max_bytes, out);
  // A final block at the very end is one that nothing was cut off.
  if (outcome == Outcome::done && !final_) {
    outcome = feed(tail, max_bytes, out);
    if (outcome == Outcome::done && !final_ && !at_block_end()) outcome = Outcome::corrupt;
  }
  out.resize(written_);
  return outcome;
}

/// `out` always has space for one byte more than is allowed, or less than that.
Inflater::Outcome Inflater::feed(std::string_view bytes, std::size_t max_bytes, std::string& out) {
  BASE_CHECK(bytes.size() <= UINT32_MAX);
  stream_->next_in = input_of(bytes);
  stream_->avail_in = static_cast<uInt>(bytes.size());
  while (true) {
    final_ = false;
    const int result = step(out);
    if (written_ > max_bytes) return Outcome::too_big;
    if (result == Z_STREAM_END) {
      // Another stream may follow and refer to this one (RFC 7692, 7.2.3.4).
      BASE_CHECK(inflateResetKeep(stream_.get()) == Z_OK);
      final_ = true;
      if (stream_->avail_in == 0) return Outcome::done;
      continue;
    }
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_BUF_ERROR) return Outcome::corrupt;
    if (stream_->avail_out > 0) return Outcome::done;
    out.resize(std::min(out.size() * 2, max_bytes + 1));
  }
}

int Inflater::step(std::string& out) {
  const std::size_t space = std::min<std::size_t>(out.size() - written_, UINT32_MAX);
  stream_->next_out = reinterpret_cast<Bytef*>(out.data()) + written_;
  stream_->avail_out = static_cast<uInt>(space);
  const int result = ::inflate(stream_.get(), Z_SYNC_FLUSH);
  written_ += space - stream_->avail_out;
  return result;
}

/// zlib tells where it stands: 128 is "between two blocks", the lowest bits count those not used yet.
bool Inflater::at_block_end() const { return (stream_->data_type & (128 | 7)) == 128; }

}  // namespace engineio::net

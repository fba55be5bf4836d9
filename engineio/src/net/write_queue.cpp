#include "net/write_queue.hpp"

#include "base/check.hpp"

namespace engineio::net {
namespace {

constexpr std::size_t max_copied_piece_bytes = 64 * 1024;
constexpr std::size_t max_recycled_bytes = 4 * 1024;

}  // namespace

std::string& WriteQueue::copied_tail() {
  const bool usable = pieces_.size() > first_ && pieces_.back().shared.empty() &&
                      pieces_.back().copied.size() < max_copied_piece_bytes;
  if (!usable) pieces_.emplace_back();
  return pieces_.back().copied;
}

void WriteQueue::append(std::string_view bytes) {
  if (bytes.empty()) return;
  copied_tail().append(bytes);
  bytes_ += bytes.size();
}

void WriteQueue::append(const base::SharedBytes& bytes) {
  if (bytes.size() < share_from_bytes) return append(bytes.view());
  pieces_.push_back({.copied = {}, .shared = bytes});
  bytes_ += bytes.size();
}

std::size_t WriteQueue::gather(std::span<iovec> out) const {
  std::size_t count = 0;
  std::size_t offset = offset_;
  for (std::size_t index = first_; index < pieces_.size() && count < out.size(); ++index) {
    const std::string_view view = pieces_[index].view().substr(offset);
    // The kernel only reads them, but iovec serves both directions.
    out[count++] = {.iov_base = const_cast<char*>(view.data()), .iov_len = view.size()};
    offset = 0;
  }
  return count;
}

void WriteQueue::consume(std::size_t count) {
  BASE_CHECK(count <= bytes_);
  bytes_ -= count;
  while (count > 0) {
    Piece& piece = pieces_[first_];
    const std::size_t left = piece.view().size() - offset_;
    if (count < left) {
      offset_ += count;
      break;
    }
    count -= left;
    offset_ = 0;
    piece.forget();
    ++first_;
  }
  drop_written_pieces();
}

void WriteQueue::Piece::forget() {
  shared = {};
  if (copied.capacity() > max_recycled_bytes) copied = std::string();
  copied.clear();
}

void WriteQueue::drop_written_pieces() {
  // In steps, so that a queue which never runs empty costs neither memory nor a move per piece.
  if (first_ < 64) return;
  pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
}

void WriteQueue::recycle() {
  if (pieces_.size() > 1) pieces_.resize(1);
  if (!pieces_.empty()) pieces_.front().forget();
  if (pieces_.capacity() > 64) pieces_.shrink_to_fit();
  first_ = offset_ = bytes_ = 0;
}

}  // namespace engineio::net

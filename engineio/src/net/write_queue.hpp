// engineio/src/net/write_queue.hpp - bytes that wait for one socket, as few pieces as possible.
//
// Small writes are copied behind each other; large shared payloads are kept as they are, so that one gather
// write takes both without copying the large ones.
// Thread: that of the loop which owns it.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_bytes.hpp"

namespace engineio::net {

class WriteQueue {
 public:
  /// Shared payloads below this are copied: cheaper than another element of the gather write.
  static constexpr std::size_t share_from_bytes = 2 * 1024;

  void append(std::string_view bytes);
  void append(const base::SharedBytes& bytes);
  /// Lets `write(std::string&)` append to the end of the queue.
  template <class Write>
  void append_with(Write&& write) {
    std::string& tail = copied_tail();
    const std::size_t before = tail.size();
    write(tail);
    bytes_ += tail.size() - before;
  }

  bool empty() const { return bytes_ == 0; }
  std::size_t bytes() const { return bytes_; }
  /// Fills `out` with the front of the queue. @return how many buffers.
  std::size_t gather(std::span<iovec> out) const;
  /// Removes `count` written bytes from the front. @pre count <= bytes().
  void consume(std::size_t count);
  /// Empties the queue and gives back large buffers; small ones are kept for the next user.
  void recycle();

 private:
  struct Piece {
    std::string copied;
    base::SharedBytes shared;
    std::string_view view() const { return shared.empty() ? std::string_view(copied) : shared.view(); }
    void forget();
  };
  std::string& copied_tail();
  void drop_written_pieces();

  std::vector<Piece> pieces_;
  std::size_t first_ = 0;   // pieces before it are written
  std::size_t offset_ = 0;  // written bytes of pieces_[first_]
  std::size_t bytes_ = 0;
};

}  // namespace engineio::net

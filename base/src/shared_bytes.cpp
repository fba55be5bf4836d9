#include "base/shared_bytes.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace base {

SharedBytes SharedBytes::allocate(std::size_t size) {
  SharedBytes bytes;
  if (size == 0) return bytes;
  void* memory = ::operator new(sizeof(Block) + size);
  bytes.block_ = new (memory) Block;
  bytes.data_ = static_cast<const char*>(memory) + sizeof(Block);
  bytes.size_ = size;
  return bytes;
}

void SharedBytes::release() noexcept {
  // The only reference is nobody else's to copy, so that the locked instruction can be spared. Otherwise
  // release our reads, and acquire everybody else's before the memory is given back.
  const bool sole = block_->references.load(std::memory_order_acquire) == 1;
  if (!sole && block_->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  block_->~Block();
  ::operator delete(block_);
}

SharedBytes SharedBytes::copy(std::string_view bytes) {
  return build(bytes.size(), [&](char* out) { std::memcpy(out, bytes.data(), bytes.size()); });
}

SharedBytes SharedBytes::concat(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  return build(size, [&](char* out) {
    for (const auto piece : pieces) out = std::copy(piece.begin(), piece.end(), out);
  });
}

SharedBytes SharedBytes::slice(std::size_t offset, std::size_t count) const {
  offset = std::min(offset, size_);
  count = std::min(count, size_ - offset);
  if (count == 0) return {};
  SharedBytes part(*this);
  part.data_ += offset;
  part.size_ = count;
  return part;
}

}  // namespace base

// base/shared_bytes.hpp - immutable, reference-counted bytes: the only payload that crosses threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace base {

/// A view into an immutable block that lives as long as any SharedBytes points at it.
///
/// Copying costs one atomic increment, slicing the same. One allocation per block, header included.
/// Thread: any; distinct objects that share a block may be used from distinct threads.
class SharedBytes {
 public:
  SharedBytes() = default;
  /// Shares the block of `other`.
  SharedBytes(const SharedBytes& other) noexcept
      : block_(other.block_), data_(other.data_), size_(other.size_) {
    // Relaxed is enough: whoever copies already holds a reference, so the block cannot go away meanwhile.
    if (block_ != nullptr) block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  /// Leaves `other` empty.
  SharedBytes(SharedBytes&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  /// Lets go of the own block.
  SharedBytes& operator=(SharedBytes other) noexcept {
    swap(other);
    return *this;
  }
  ~SharedBytes() {
    if (block_ != nullptr) release();
  }

  /// A new block with a copy of `bytes`.
  static SharedBytes copy(std::string_view bytes);
  /// A view of bytes that live as long as the program: no block, no copy.
  static SharedBytes permanent(std::string_view bytes) noexcept {
    SharedBytes view;
    view.data_ = bytes.data();
    view.size_ = bytes.size();
    return view;
  }
  /// A new block with the pieces one after the other.
  static SharedBytes concat(std::initializer_list<std::string_view> pieces);
  /// A new block of `size` bytes which `fill(char*)` must write completely before returning.
  template <class Fill>
  static SharedBytes build(std::size_t size, Fill&& fill) {
    SharedBytes bytes = allocate(size);
    if (size > 0) std::forward<Fill>(fill)(const_cast<char*>(bytes.data_));
    return bytes;
  }

  /// The part [offset, offset + count), clamped to the end; shares the block.
  SharedBytes slice(std::size_t offset, std::size_t count = std::string_view::npos) const;

  /// Drops the first `count` bytes of this view, at most all of them, without touching the block.
  void remove_prefix(std::size_t count) {
    count = count < size_ ? count : size_;
    data_ += count;
    size_ -= count;
  }

  /// The view with the `count` bytes in front of it; shares the block.
  /// @pre remove_prefix() took at least that many off this view or the one it was copied from.
  SharedBytes with_prefix(std::size_t count) const {
    SharedBytes wider(*this);
    wider.data_ -= count;
    wider.size_ += count;
    return wider;
  }

  /// The bytes; valid as long as a SharedBytes points at the block.
  std::string_view view() const { return {data_, size_}; }
  const char* data() const { return data_; }  ///< as view().data()
  std::size_t size() const { return size_; }  ///< as view().size()
  bool empty() const { return size_ == 0; }   ///< as view().empty()

  /// True when both views have the same address and length: the cheap "is this the same frame" test.
  friend bool same_bytes(const SharedBytes& a, const SharedBytes& b) {
    return a.data_ == b.data_ && a.size_ == b.size_;
  }

  /// Exchanges what the two point at.
  void swap(SharedBytes& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

 private:
  struct Block {
    std::atomic<std::size_t> references{1};
  };
  static SharedBytes allocate(std::size_t size);
  void release() noexcept;

  Block* block_ = nullptr;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace base

// Counts what is allocated by `new`. Thread: one.

#include "scripts.hpp"

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define COUNTED_BY_SANITIZER
#endif
#endif

#ifdef COUNTED_BY_SANITIZER
// These operators are ThreadSanitizer's own and cannot be replaced; its allocator counts all that is live.
#include <sanitizer/allocator_interface.h>

fuzz::LiveMemory fuzz::live_memory() { return {.bytes = __sanitizer_get_current_allocated_bytes()}; }

#else
#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

fuzz::LiveMemory live;

void* allocate(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) noexcept {
  void* const block = alignment <= alignof(std::max_align_t)
                          ? std::malloc(size > 0 ? size : 1)
                          : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (block == nullptr) return nullptr;
  ++live.blocks;
  live.bytes += malloc_usable_size(block);
  return block;
}

void* allocate_or_throw(std::size_t size, std::size_t alignment = alignof(std::max_align_t)) {
  void* const block = allocate(size, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  --live.blocks;
  live.bytes -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

fuzz::LiveMemory fuzz::live_memory() { return live; }

void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete[](void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept { release(block); }
#endif

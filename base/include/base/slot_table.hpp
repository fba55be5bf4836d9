// base/slot_table.hpp - values that are named by number, where a number once given never names another value.
//
// A name is a place and a generation. Places are used again, so the table stays dense and a look is one
// index; their generations are not, so a name that outlived its value finds nothing. When most of many places
// are unused, those at the end are given back. Thread: that of its owner.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace base {

/// Names a value of a SlotTable.
struct SlotId {
  std::uint32_t slot = 0;        ///< its place
  std::uint32_t generation = 0;  ///< 0 = names nothing
  friend bool operator==(const SlotId&, const SlotId&) = default;
};

/// @tparam T  default-made in unused places.
template <class T>
class SlotTable {
 public:
  /// Names a default-made value, to be filled in with operator[].
  SlotId add() {
    if (free_.empty()) grow();
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    ++size_;
    return {slot, ++slots_[slot].generation};
  }
  /// False for a name that does not name anything any more.
  bool contains(SlotId id) const {
    return id.slot < slots_.size() && slots_[id.slot].generation == id.generation && used(slots_[id.slot]);
  }
  /// Null for a name that does not name anything any more. Valid until the next add() or take().
  T* find(SlotId id) { return contains(id) ? &slots_[id.slot].value : nullptr; }
  const T* find(SlotId id) const { return contains(id) ? &slots_[id.slot].value : nullptr; }
  /// @pre the place is in use.
  T& operator[](std::uint32_t slot) { return slots_[slot].value; }
  const T& operator[](std::uint32_t slot) const { return slots_[slot].value; }
  /// Its name. @pre the place is in use.
  SlotId id_of(std::uint32_t slot) const { return {slot, slots_[slot].generation}; }

  /// Hands the value over; its name is forgotten. @pre contains(id)
  T take(SlotId id) {
    Slot& slot = slots_[id.slot];
    T value = std::exchange(slot.value, T());
    // A place whose generations are used up is not used again.
    if (++slot.generation != 0) free_.push_back(id.slot);
    --size_;
    ++taken_;
    if (size_ < slots_.size() / 4 && slots_.size() > small) consider_trim();
    return value;
  }
  /// Calls visit(value) for each; `visit` may take values away but not add any.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      if (used(slots_[slot])) visit(slots_[slot].value);
    }
  }
  /// Values in the table.
  std::size_t size() const { return size_; }
  /// Places that exist, used or not.
  std::size_t places() const { return slots_.size(); }

 private:
  static constexpr std::size_t small = 1024;

  struct Slot {
    [[no_unique_address]] T value = T();
    std::uint32_t generation = 0;  // odd while in use
  };
  static bool used(const Slot& slot) { return slot.generation % 2 != 0; }

  void grow() {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back().generation = first_generation_;
    next_trim_ = SIZE_MAX;
  }
  /// A look at all places must be paid for by removals: by half of what is left, or an eighth of the places.
  void consider_trim() {
    if (size_ <= next_trim_ || taken_ >= slots_.size() / 8) trim();
  }
  void trim() {
    std::size_t kept = slots_.size();
    for (; kept > 0 && !used(slots_[kept - 1]) && slots_[kept - 1].generation != 0; --kept) {
      first_generation_ = std::max(first_generation_, slots_[kept - 1].generation);
    }
    slots_.resize(kept);
    slots_.shrink_to_fit();
    std::erase_if(free_, [&](std::uint32_t slot) { return slot >= kept; });
    // The first places first, so that the end becomes free.
    std::sort(free_.begin(), free_.end(), std::greater<>());
    free_.shrink_to_fit();
    next_trim_ = size_ / 2;
    taken_ = 0;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
  std::size_t next_trim_ = SIZE_MAX;    // when so few are left
  std::size_t taken_ = 0;               // since the last trim
  std::uint32_t first_generation_ = 0;  // of places made from now on: above that of any that is gone
};

}  // namespace base

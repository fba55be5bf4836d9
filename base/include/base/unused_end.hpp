// base/unused_end.hpp - a table by number that does not stay as long as it was once.
//
// Thread: that of the table's owner.
#pragma once

#include <cstddef>
#include <vector>

namespace base {

/// Gives the end of a table back when nobody uses it. Beside one table, or several that are used alike.
class UnusedEnd {
 public:
  /// An element became unused. Now and then, so that the look and what is added again later cost little:
  /// takes elements off the end while `unused(element)` says so, and gives the memory back when most of much
  /// is empty.
  template <class T, class Unused>
  void on_unused(std::vector<T>& table, Unused&& unused) {
    if (++count_ % per_look != 0) return;
    while (!table.empty() && unused(table.back())) table.pop_back();
    if (table.capacity() > small && table.size() < table.capacity() / 4) table.shrink_to_fit();
  }

 private:
  static constexpr std::size_t per_look = 256;
  static constexpr std::size_t small = 1024;

  std::size_t count_ = 0;
};

}  // namespace base

// base/unused_end.hpp - a table by number that does not stay as long as it was once.
//
// Thread: that of the table's owner.
#pragma once

#include <cstddef>
#include <vector>

namespace base {

/// Takes elements off the end while `unused(element)` says so, and gives the memory back when most of much is
/// empty. Costs what it takes off and what is added again later: call it now and then, not at every change.
template <class T, class Unused>
void drop_unused_end(std::vector<T>& table, Unused&& unused) {
  constexpr std::size_t small = 1024;
  while (!table.empty() && unused(table.back())) table.pop_back();
  if (table.capacity() > small && table.size() < table.capacity() / 4) table.shrink_to_fit();
}

}  // namespace base

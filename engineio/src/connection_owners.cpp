#include "connection_owners.hpp"

#include "base/check.hpp"

namespace engineio {

void ConnectionOwners::attach(ConnId connection, LiveSession& owner) {
  BASE_CHECK(connection.valid());
  if (loops_.size() <= connection.loop) loops_.resize(std::size_t{connection.loop} + 1);
  auto& slots = loops_[connection.loop];
  if (slots.size() <= connection.slot) slots.resize(std::size_t{connection.slot} + 1);
  slots[connection.slot] = {&owner, connection.generation};
}

void ConnectionOwners::detach(ConnId connection) {
  if (Slot* found = slot(connection)) found->owner = nullptr;
}

void ConnectionOwners::forget(ConnId connection) {
  detach(connection);
  if (connection.loop >= loops_.size()) return;
  unused_end_.on_unused(loops_[connection.loop], [](const Slot& last) { return last.owner == nullptr; });
}

LiveSession* ConnectionOwners::find(ConnId connection) const {
  const Slot* found = const_cast<ConnectionOwners*>(this)->slot(connection);
  return found == nullptr ? nullptr : found->owner;
}

ConnectionOwners::Slot* ConnectionOwners::slot(ConnId connection) {
  if (connection.loop >= loops_.size()) return nullptr;
  auto& slots = loops_[connection.loop];
  if (connection.slot >= slots.size()) return nullptr;
  Slot& found = slots[connection.slot];
  return found.generation == connection.generation ? &found : nullptr;
}

}  // namespace engineio

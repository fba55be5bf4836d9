// engineio/src/net/connection_table.hpp - slot + generation -> connection: the meaning of ConnId.
//
// A slot is used again after its connection went away, its generation never: a stale id finds nothing.
// Thread: that of the loop which owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engineio/wire.hpp"

namespace engineio::net {

template <class Connection>
class ConnectionTable {
 public:
  explicit ConnectionTable(std::uint16_t loop) : loop_(loop) {}

  /// Stores the connection that `make(id)` returns.
  template <class Make>
  Connection& add(Make&& make) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    Slot& slot = slots_[index];
    slot.connection = std::forward<Make>(make)(ConnId{loop_, index, slot.generation});
    ++size_;
    return *slot.connection;
  }
  /// The connection of that id, or null.
  Connection* find(ConnId id) const {
    if (id.slot >= slots_.size() || slots_[id.slot].generation != id.generation) return nullptr;
    return slots_[id.slot].connection.get();
  }
  /// Forgets the id and hands the connection over; null for an unknown id.
  std::unique_ptr<Connection> remove(ConnId id) {
    if (find(id) == nullptr) return nullptr;
    Slot& slot = slots_[id.slot];
    // A slot whose generations are used up is not used again.
    if (++slot.generation != 0) free_.push_back(id.slot);
    --size_;
    return std::move(slot.connection);
  }
  /// Calls `visit(connection)` for each; `visit` may remove connections but not add any.
  template <class Visit>
  void for_each(Visit&& visit) {
    for (std::size_t index = 0; index < slots_.size(); ++index) {
      if (Connection* const connection = slots_[index].connection.get()) visit(*connection);
    }
  }
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint32_t generation = 1;
    std::unique_ptr<Connection> connection;
  };

  std::uint16_t loop_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
};

}  // namespace engineio::net

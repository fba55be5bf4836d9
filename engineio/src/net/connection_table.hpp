// engineio/src/net/connection_table.hpp - what a ConnId names: the connections of one loop.
//
// Thread: that of the loop which owns it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "base/slot_table.hpp"
#include "engineio/wire.hpp"

namespace engineio::net {

template <class Connection>
class ConnectionTable {
 public:
  explicit ConnectionTable(std::uint16_t loop) : loop_(loop) {}

  /// Stores the connection that `make(id)` returns.
  template <class Make>
  Connection& add(Make&& make) {
    const base::SlotId id = connections_.add();
    connections_[id.slot] = std::forward<Make>(make)(ConnId{loop_, id.slot, id.generation});
    return *connections_[id.slot];
  }
  /// The connection of that id, or null.
  Connection* find(ConnId id) const {
    const auto* const found = connections_.find(slot_of(id));
    return found == nullptr ? nullptr : found->get();
  }
  /// Forgets the id and hands the connection over; null for an unknown id.
  std::unique_ptr<Connection> remove(ConnId id) {
    if (!connections_.contains(slot_of(id))) return nullptr;
    return connections_.take(slot_of(id));
  }
  /// Calls `visit(connection)` for each; `visit` may remove connections but not add any.
  template <class Visit>
  void for_each(Visit&& visit) {
    connections_.for_each([&](std::unique_ptr<Connection>& connection) { visit(*connection); });
  }
  std::size_t size() const { return connections_.size(); }

 private:
  static base::SlotId slot_of(ConnId id) { return {id.slot, id.generation}; }

  std::uint16_t loop_;
  base::SlotTable<std::unique_ptr<Connection>> connections_;
};

}  // namespace engineio::net

#include "net/connection_table.hpp"

#include <doctest/doctest.h>

using engineio::ConnId;
using engineio::net::ConnectionTable;

namespace {

struct Thing {
  ConnId id;
};

ConnId add(ConnectionTable<Thing>& table) {
  return table.add([](ConnId id) { return std::make_unique<Thing>(Thing{id}); }).id;
}

}  // namespace

TEST_SUITE("engineio/net/connection_table") {
  TEST_CASE("a slot is used again, an id is not") {
    ConnectionTable<Thing> table(3);
    const ConnId first = add(table);
    CHECK(first.valid());
    CHECK(first.loop == 3);
    CHECK(table.find(first) != nullptr);
    CHECK(table.remove(first) != nullptr);
    CHECK(table.find(first) == nullptr);
    const ConnId second = add(table);
    CHECK(second.slot == first.slot);
    CHECK(second.generation != first.generation);
    CHECK(table.find(first) == nullptr);
    CHECK(table.find(second) != nullptr);
  }

  TEST_CASE("unknown ids find nothing and remove nothing") {
    ConnectionTable<Thing> table(0);
    CHECK(table.find({}) == nullptr);
    CHECK(table.find({0, 7, 1}) == nullptr);
    CHECK(table.remove({0, 7, 1}) == nullptr);
    const ConnId id = add(table);
    CHECK(table.remove({0, id.slot, id.generation + 1}) == nullptr);
    CHECK(table.size() == 1);
  }

  TEST_CASE("removing while visiting: each is visited once") {
    ConnectionTable<Thing> table(0);
    for (int count = 0; count < 5; ++count) add(table);
    int visited = 0;
    table.for_each([&](Thing& thing) {
      ++visited;
      table.remove(thing.id);
    });
    CHECK(visited == 5);
    CHECK(table.size() == 0);
  }
}

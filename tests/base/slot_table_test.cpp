#include "base/slot_table.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

using base::SlotId;
using base::SlotTable;

namespace {

SlotId add(SlotTable<std::string>& table, std::string text) {
  const SlotId id = table.add();
  table[id.slot] = std::move(text);
  return id;
}

std::vector<SlotId> add_many(SlotTable<std::string>& table, int count) {
  std::vector<SlotId> ids;
  for (int number = 0; number < count; ++number) ids.push_back(add(table, "value " + std::to_string(number)));
  return ids;
}

}  // namespace

TEST_SUITE("base/slot_table") {
  TEST_CASE("a name finds its value until it is taken, and nothing afterwards") {
    SlotTable<std::string> table;
    const SlotId id = add(table, "value");
    REQUIRE(table.find(id) != nullptr);
    CHECK(*table.find(id) == "value");
    CHECK(table.take(id) == "value");
    CHECK(table.find(id) == nullptr);
    CHECK(table.size() == 0);
  }

  TEST_CASE("the empty name and names of places that never were find nothing") {
    SlotTable<std::string> table;
    CHECK(table.find({}) == nullptr);
    add(table, "value");
    CHECK(table.find({}) == nullptr);
    CHECK(table.find({7, 1}) == nullptr);
  }

  TEST_CASE("a place is used again under another name") {
    SlotTable<std::string> table;
    const SlotId first = add(table, "first");
    table.take(first);
    const SlotId second = add(table, "second");
    CHECK(second.slot == first.slot);
    CHECK(second != first);
    CHECK(table.find(first) == nullptr);
    CHECK(*table.find(second) == "second");
  }

  TEST_CASE("values taken away during a visit: each is visited once") {
    SlotTable<std::string> table;
    const auto ids = add_many(table, 3000);
    std::set<std::string> visited;
    std::size_t next = 0;
    table.for_each([&](std::string& value) {
      CHECK(visited.insert(value).second);
      table.take(ids[next++]);
    });
    CHECK(visited.size() == 3000);
    CHECK(table.size() == 0);
  }

  TEST_CASE("after a crowd has gone its places are given back, and its names stay unknown") {
    SlotTable<std::string> table;
    const SlotId stays = add(table, "stays");
    const auto crowd = add_many(table, 10'000);
    for (const SlotId id : crowd) table.take(id);
    CHECK(table.places() <= 1024);
    CHECK(*table.find(stays) == "stays");

    const auto next_crowd = add_many(table, 10'000);
    for (const SlotId id : crowd) REQUIRE(table.find(id) == nullptr);
    for (std::size_t number = 0; number < next_crowd.size(); ++number) {
      REQUIRE(*table.find(next_crowd[number]) == "value " + std::to_string(number));
    }
  }

  TEST_CASE("a value at the end keeps the places in front of it; those in front are used first") {
    SlotTable<std::string> table;
    const auto crowd = add_many(table, 10'000);
    for (std::size_t number = 0; number + 1 < crowd.size(); ++number) table.take(crowd[number]);
    CHECK(table.places() == 10'000);
    const SlotId next = add(table, "next");
    CHECK(next.slot < 100);
    table.take(crowd.back());
    for (int turn = 0; turn < 2'000; ++turn) table.take(add(table, "comes and goes"));
    CHECK(table.places() < 100);
    CHECK(*table.find(next) == "next");
  }
}

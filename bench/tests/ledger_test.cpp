#include "ledger.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;

namespace {

constexpr bench::Time due{5s};
constexpr auto pause = R"(["play:pause"])";

}  // namespace

TEST_SUITE("bench/ledger") {
  TEST_CASE("a delivery: owed once to each receiver") {
    bench::Ledger ledger(2);
    ledger.expect(1, {pause, ""}, bench::all_but(0, 3), due);
    CHECK(ledger.outstanding() == 2);
    CHECK(ledger.strike_off(1, 2, pause) == due);
    CHECK_FALSE(ledger.strike_off(1, 2, pause));
    CHECK(ledger.example() == pause);
    CHECK(ledger.strike_off(1, 1, pause) == due);
    CHECK(ledger.outstanding() == 0);
    CHECK(ledger.example() == "");
  }

  TEST_CASE("another text, another room, the sender itself: not owed") {
    bench::Ledger ledger(2);
    ledger.expect(1, {pause, ""}, bench::all_but(0, 3), due);
    CHECK_FALSE(ledger.strike_off(1, 1, R"(["play:play"])"));
    CHECK_FALSE(ledger.strike_off(1, 1, R"(["play:pause",1])"));
    CHECK_FALSE(ledger.strike_off(0, 1, pause));
    CHECK_FALSE(ledger.strike_off(1, 0, pause));
    CHECK(ledger.outstanding() == 2);
  }

  TEST_CASE("the same text twice: the older one first") {
    bench::Ledger ledger(1);
    ledger.expect(0, {pause, ""}, bench::only(1), due);
    ledger.expect(0, {pause, ""}, bench::everybody(2), due + 1s);
    CHECK(ledger.strike_off(0, 1, pause) == due);
    CHECK(ledger.strike_off(0, 1, pause) == due + 1s);
    CHECK(ledger.strike_off(0, 0, pause) == due + 1s);
  }

  TEST_CASE("what a server adds in front and behind: anything") {
    const bench::Expected event{R"(["chat",{"id":)", R"("content":"7")"};
    CHECK(event.matches(R"(["chat",{"id":"x","content":"7","timestamp":1}])"));
    CHECK_FALSE(event.matches(R"(["chat",{"id":"x","content":"71","timestamp":1}])"));
    CHECK_FALSE(event.matches(R"(["char",{"id":"x","content":"7","timestamp":1}])"));
  }

  TEST_CASE("sets of members: up to 64") {
    CHECK(bench::everybody(2) == 0b11);
    CHECK(bench::all_but(1, 3) == 0b101);
    CHECK(bench::everybody(64) == ~bench::MemberSet{0});
    CHECK(bench::only(63) == bench::MemberSet{1} << 63);
  }
}

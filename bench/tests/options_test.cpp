#include "options.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "failure.hpp"

namespace {

bench::Options parse(std::vector<const char*> arguments) { return bench::parse_options(arguments); }

}  // namespace

TEST_SUITE("bench/options") {
  TEST_CASE("rooms that exist: the measured one gets a name too") {
    CHECK(parse({"--mode", "bcast"}).room.empty());
    CHECK_FALSE(parse({"--mode", "bcast", "--held", "10"}).room.empty());
    CHECK(parse({"--mode", "bcast", "--held", "10", "--room", "mine"}).room == "mine");
  }

  TEST_CASE("clients beside: in modes that have some") {
    CHECK(parse({"--mode", "echo", "--beside", "10"}).beside == 10);
    CHECK(parse({"--mode", "rooms", "--beside", "10"}).beside == 10);
    CHECK_THROWS_AS(parse({"--mode", "bcast", "--beside", "1"}), bench::Failure);
  }

  TEST_CASE("values and switches: in any order") {
    const auto options = parse({"--ev", "--n", "1000", "--mode", "bcast", "--secs", "0.5", "--port", "4000"});
    CHECK(options.event);
    CHECK(options.clients == 1000);
    CHECK(options.mode == "bcast");
    CHECK(options.measured.count() == doctest::Approx(0.5));
    CHECK(options.port == 4000);
  }

  TEST_CASE("a storm has a client per member, and a time to come back in; owners play at a rate") {
    const auto options = parse({"--mode", "storm", "--rooms", "3", "--members", "4", "--within", "2"});
    CHECK(options.clients == 12);
    CHECK(options.within.count() == doctest::Approx(2));
    CHECK(parse({"--mode", "rooms", "--play-rate", "5"}).play_rate == doctest::Approx(5));
    CHECK_THROWS_AS(parse({"--mode", "rooms", "--play-rate", "0"}), bench::Failure);
  }

  TEST_CASE("watch rooms: as many clients as there are members") {
    const auto options =
        parse({"--members", "4", "--mode", "rooms", "--rooms", "30", "--rate-factor", "2.5"});
    CHECK(options.clients == 120);
    CHECK(options.rate_factor == doctest::Approx(2.5));
    CHECK(parse({"--rooms", "30", "--n", "7"}).clients == 7);
  }

  TEST_CASE("unknown, incomplete and impossible options: refused") {
    CHECK_THROWS_AS(parse({"--bogus"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--n"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--n", "0"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--n", "12x"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--port", "70000"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--w", "5000"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--ev", "--bin"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--rooms", "0"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--members", "1"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--members", "65"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--rate-factor", "0"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--rate-factor", "nan"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--list-share", "1.5"}), bench::Failure);
    CHECK_THROWS_AS(parse({"--audio", "-0.1"}), bench::Failure);
  }
}

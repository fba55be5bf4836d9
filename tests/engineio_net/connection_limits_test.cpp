#include "net/connection_limits.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using engineio::NetworkOptions;
using engineio::net::ConnectionLimits;
using Verdict = ConnectionLimits::Verdict;

namespace {

NetworkOptions options(std::size_t of_address, std::size_t in_all = 100'000) {
  NetworkOptions network;
  network.max_connections = in_all;
  network.max_connections_per_address = of_address;
  return network;
}

Verdict take(ConnectionLimits& limits, std::string_view peer) {
  ConnectionLimits::Share share;
  return limits.take(peer, share);
}

}  // namespace

TEST_SUITE("engineio/net/connection_limits") {
  TEST_CASE("addresses are counted apart, IPv6 ones by their /64") {
    const NetworkOptions network = options(2);
    ConnectionLimits limits(network);
    for (const char* peer :
         {"203.0.113.7", "203.0.113.7", "203.0.113.8", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"}) {
      CHECK(take(limits, peer) == Verdict::granted);
    }
    CHECK(take(limits, "203.0.113.7") == Verdict::too_many_of_address);
    CHECK(take(limits, "2001:db8::3") == Verdict::too_many_of_address);
    CHECK(take(limits, "203.0.113.8") == Verdict::granted);
    CHECK(limits.open() == 7);
    CHECK(limits.refused().too_many_of_address == 2);
  }

  TEST_CASE("what is given back may be taken again, and a refused connection takes nothing") {
    const NetworkOptions network = options(1);
    ConnectionLimits limits(network);
    ConnectionLimits::Share share;
    CHECK(limits.take("203.0.113.7", share) == Verdict::granted);
    for (int i = 0; i < 3; ++i) CHECK(take(limits, "203.0.113.7") == Verdict::too_many_of_address);
    limits.give_back(share);
    CHECK(limits.open() == 0);
    CHECK(take(limits, "203.0.113.7") == Verdict::granted);
  }

  TEST_CASE("the limit of all comes first") {
    const NetworkOptions network = options(1, 1);
    ConnectionLimits limits(network);
    CHECK(take(limits, "203.0.113.7") == Verdict::granted);
    CHECK(take(limits, "203.0.113.7") == Verdict::too_many);
    CHECK(limits.refused().too_many == 1);
    CHECK(limits.refused().too_many_of_address == 0);
  }

  TEST_CASE("without a limit, and for peers that are exempt, nothing is counted") {
    const NetworkOptions none = options(0);
    ConnectionLimits unlimited(none);
    NetworkOptions network = options(1);
    network.unlimited_networks = {*base::IpNetwork::parse("10.0.0.0/8")};
    ConnectionLimits limits(network);
    for (int i = 0; i < 100; ++i) {
      CHECK(take(unlimited, "203.0.113.7") == Verdict::granted);
      CHECK(take(limits, "10.1.2.3") == Verdict::granted);
    }
  }

  TEST_CASE("a hundred busy addresses take nothing from ten thousand others") {
    const NetworkOptions network = options(10, 1'000'000);
    ConnectionLimits limits(network);
    for (int busy = 0; busy < 100; ++busy) {
      for (int i = 0; i < 10; ++i)
        CHECK(take(limits, "198.51.100." + std::to_string(busy)) == Verdict::granted);
    }
    int refused = 0;
    for (int other = 0; other < 10'000; ++other) {
      const std::string peer = "10.0." + std::to_string(other / 100) + '.' + std::to_string(other % 100);
      refused += take(limits, peer) == Verdict::granted ? 0 : 1;
    }
    // Each has a chance of (100 / 65536)^2 to share both of its places with a busy one.
    CHECK(refused <= 2);
  }
}

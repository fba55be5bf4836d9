#include "base/ip_address.hpp"

#include <doctest/doctest.h>

#include <unordered_set>
#include <vector>

using base::IpAddress;
using base::IpNetwork;

namespace {

std::string reread(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "refused";
}

std::string block(std::string_view text) { return IpAddress::parse(text)->block_text(); }

bool has(std::string_view network, std::string_view address) {
  return IpNetwork::parse(network)->contains(*IpAddress::parse(address));
}

}  // namespace

TEST_SUITE("base/ip_address") {
  TEST_CASE("addresses of both families are read and written in their usual form") {
    CHECK(reread("192.0.2.1") == "192.0.2.1");
    CHECK(reread("0.0.0.0") == "0.0.0.0");
    CHECK(reread("255.255.255.255") == "255.255.255.255");
    CHECK(reread("2001:DB8:0:0:0:0:0:1") == "2001:db8::1");
    CHECK(reread("::1") == "::1");
    CHECK(reread("::") == "::");
    CHECK(reread("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    CHECK(IpAddress() == *IpAddress::parse("::"));
  }

  TEST_CASE("an IPv4 address in IPv6 form is the IPv4 address") {
    CHECK(reread("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(reread("::FFFF:c000:201") == "192.0.2.1");
    CHECK(*IpAddress::parse("::ffff:192.0.2.1") == *IpAddress::parse("192.0.2.1"));
    CHECK_FALSE(IpAddress::parse("::192.0.2.1")->is_v4());
  }

  TEST_CASE("a zone is ignored") { CHECK(reread("fe80::1%eth0") == "fe80::1"); }

  TEST_CASE("what is no address is refused") {
    for (const char* text : {"",
                             " ",
                             "localhost",
                             "1.2.3",
                             "1.2.3.4.5",
                             "1.2.3.256",
                             "01.2.3.4",
                             "0x1.2.3.4",
                             "1.2.3.4 ",
                             " 1.2.3.4",
                             "1.2.3.4:80",
                             "1.2.3.4%eth0",
                             "[::1]",
                             "[::1]:80",
                             ":::",
                             "1::2::3",
                             "::12345",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "::ffff:1.2.3",
                             "%eth0",
                             "unknown",
                             "_hidden",
                             "1.2.3.4/8"}) {
      CAPTURE(text);
      CHECK_FALSE(IpAddress::parse(text).has_value());
    }
    CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0x", 9)).has_value());
    CHECK_FALSE(IpAddress::parse(std::string(100'000, '1')).has_value());
  }

  TEST_CASE("the block of an IPv4 address is itself, that of an IPv6 address its /64") {
    CHECK(block("192.0.2.1") == "192.0.2.1");
    CHECK(block("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(block("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(IpAddress::parse("2001:db8::1")->block() == IpAddress::parse("2001:db8::ffff:1")->block());
    CHECK(IpAddress::parse("2001:db8::1")->block() != IpAddress::parse("2001:db8:0:1::1")->block());
  }

  TEST_CASE("addresses are keys of both kinds of tables") {
    const std::unordered_set<IpAddress> set{*IpAddress::parse("::1"), *IpAddress::parse("::ffff:1.2.3.4")};
    CHECK(set.contains(*IpAddress::parse("1.2.3.4")));
    CHECK_FALSE(set.contains(*IpAddress::parse("1.2.3.5")));
    CHECK(*IpAddress::parse("10.0.0.1") < *IpAddress::parse("10.0.0.2"));
  }

  TEST_CASE("a network has the addresses that begin with its bits") {
    CHECK(has("10.0.0.0/8", "10.255.255.255"));
    CHECK_FALSE(has("10.0.0.0/8", "11.0.0.0"));
    CHECK(has("192.0.2.128/25", "192.0.2.128"));
    CHECK_FALSE(has("192.0.2.128/25", "192.0.2.127"));
    CHECK(has("2001:db8::/32", "2001:db8:ffff::1"));
    CHECK_FALSE(has("2001:db8::/32", "2001:db9::"));
    CHECK(has("2001:db8::8000/113", "2001:db8::ffff"));
    CHECK_FALSE(has("2001:db8::8000/113", "2001:db8::7fff"));
    CHECK(has("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff"));
  }

  TEST_CASE("a network of one address has that one") {
    CHECK(has("192.0.2.1", "192.0.2.1"));
    CHECK(has("192.0.2.1/32", "::ffff:192.0.2.1"));
    CHECK_FALSE(has("192.0.2.1", "192.0.2.0"));
    CHECK(has("::1", "::1"));
    CHECK_FALSE(has("::1/128", "::2"));
  }

  TEST_CASE("a network of no bits is its whole family and nothing of the other") {
    CHECK(has("0.0.0.0/0", "255.0.0.1"));
    CHECK_FALSE(has("0.0.0.0/0", "::1"));
    CHECK(has("::/0", "2001:db8::1"));
    CHECK_FALSE(has("::/0", "10.0.0.1"));
  }

  TEST_CASE("bits behind the prefix do not count") {
    CHECK(has("10.1.2.3/8", "10.9.9.9"));
    CHECK(IpNetwork::parse("10.1.2.3/8")->text() == "10.0.0.0/8");
    CHECK(IpNetwork::parse("2001:db8::1/32")->text() == "2001:db8::/32");
    CHECK(IpNetwork::parse("::ffff:10.1.2.3/104")->text() == "10.0.0.0/8");
    CHECK(IpNetwork::parse("10.1.2.3")->text() == "10.1.2.3/32");
  }

  TEST_CASE("what is no network is refused") {
    for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ",
                             "10.0.0.0/8/8", "10.0.0/8", "::/129", "::/x", "::ffff:10.0.0.0/90",
                             "fe80::%eth0/10", "fe80::1%eth0", "example.org/8", "10.0.0.0/99999999999"}) {
      CAPTURE(text);
      CHECK_FALSE(IpNetwork::parse(text).has_value());
    }
  }

  TEST_CASE("private addresses are those that the Internet does not carry") {
    for (const char* text : {"127.0.0.1", "10.1.1.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                             "100.64.0.1", "169.254.1.1", "::1", "fd00::1", "fe80::1"}) {
      CAPTURE(text);
      CHECK(IpAddress::parse(text)->is_private());
    }
    for (const char* text : {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1", "::2"}) {
      CAPTURE(text);
      CHECK_FALSE(IpAddress::parse(text)->is_private());
    }
  }

  TEST_CASE("a list has an address when one of its networks has it") {
    const std::vector<IpNetwork> list{*IpNetwork::parse("10.0.0.0/8"), *IpNetwork::parse("::1")};
    CHECK(base::contains(list, *IpAddress::parse("::1")));
    CHECK_FALSE(base::contains(list, *IpAddress::parse("127.0.0.1")));
    CHECK_FALSE(base::contains({}, *IpAddress::parse("127.0.0.1")));
  }
}

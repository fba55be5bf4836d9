#include "engineio/trusted_proxies.hpp"

#include <doctest/doctest.h>

#include "engine_harness.hpp"

using namespace engineio;
using test::EngineHarness;
using test::Headers;

namespace {

TrustedProxies proxies(std::initializer_list<const char*> networks, std::string header = "X-Forwarded-For") {
  TrustedProxies trusted;
  for (const char* network : networks) trusted.networks.push_back(*base::IpNetwork::parse(network));
  trusted.header = std::move(header);
  return trusted;
}

Options with(TrustedProxies trusted) {
  Options options;
  options.trusted_proxies = std::move(trusted);
  return options;
}

/// Who a server with those proxies says the client is.
class Seen {
 public:
  explicit Seen(TrustedProxies trusted) : harness_(with(std::move(trusted))) {}
  std::string operator()(std::string_view peer, const Headers& headers = {}) {
    HttpRequest request = HttpRequest::make("GET", "/", headers);
    request.remote_address = peer;
    return harness_.server.client_address(request);
  }
  /// The same for one line of the header that counts.
  std::string operator()(std::string_view peer, std::string value) {
    return (*this)(peer, Headers{{harness_.server.options().trusted_proxies.header, std::move(value)}});
  }

 private:
  EngineHarness harness_;
};

HttpRequest handshake_from(std::string_view peer, const Headers& headers) {
  HttpRequest request = HttpRequest::make("GET", "/engine.io/?EIO=4&transport=polling", headers);
  request.remote_address = peer;
  return request;
}

}  // namespace

TEST_SUITE("engineio/client_address") {
  TEST_CASE("without trusted proxies the client is the peer, whatever headers say") {
    Seen seen{TrustedProxies()};
    CHECK(seen("203.0.113.7", {{"X-Forwarded-For", "1.1.1.1"},
                               {"Forwarded", "for=1.1.1.1"},
                               {"Fly-Client-IP", "1.1.1.1"}}) == "203.0.113.7");
    CHECK(seen("127.0.0.1", "1.1.1.1") == "127.0.0.1");
  }

  TEST_CASE("a header counts from a trusted peer and from nobody else") {
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1", "203.0.113.7") == "203.0.113.7");
    CHECK(seen("11.0.0.1", "203.0.113.7") == "11.0.0.1");
    CHECK(seen("::ffff:10.0.0.1", "203.0.113.7") == "203.0.113.7");
    CHECK(seen("10.0.0.1") == "10.0.0.1");
  }

  TEST_CASE("a peer without an IP address is nobody's proxy") {
    CHECK(Seen(proxies({"0.0.0.0/0", "::/0"}))("somewhere", "203.0.113.7") == "somewhere");
  }

  TEST_CASE("the list is read from the right, so what a client wrote in front does not count") {
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1", "6.6.6.6, 203.0.113.7") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "10.0.0.9, 203.0.113.7") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "\", 203.0.113.7") == "203.0.113.7");
    CHECK(seen("10.0.0.1", std::string(5'000, ',') + "203.0.113.7") == "203.0.113.7");
  }

  TEST_CASE("trusted hops are passed over") {
    Seen seen(proxies({"10.0.0.0/8", "198.51.100.1"}));
    CHECK(seen("10.0.0.1", "6.6.6.6, 203.0.113.7,198.51.100.1 ,\t10.0.0.2") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3");
  }

  TEST_CASE("several lines are one list, in their order") {
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1",
               {{"x-forwarded-for", "6.6.6.6"}, {"Host", "a"}, {"X-FORWARDED-FOR", "203.0.113.7"}}) ==
          "203.0.113.7");
    CHECK(seen("10.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}, {"X-Forwarded-For", "10.0.0.2"}}) ==
          "203.0.113.7");
  }

  TEST_CASE("what is no address ends the walk at the last good one") {
    Seen seen(proxies({"10.0.0.0/8"}));
    for (const char* bad : {"unknown", "_hidden", "", "1.2.3", "1.2.3.4.5", "1.2.3.4:x", "1.2.3.4:123456",
                            "[1.2.3.4]", "[::1", "[::1]x", "[::1]:", "fe80::1%eth0", "<script>"}) {
      CAPTURE(bad);
      CHECK(seen("10.0.0.1", "203.0.113.7, " + std::string(bad)) == "10.0.0.1");
      CHECK(seen("10.0.0.1", "203.0.113.7, " + std::string(bad) + ", 10.0.0.2") == "10.0.0.2");
    }
  }

  TEST_CASE("a hop may have a port and brackets, and IPv6 has one spelling") {
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1", "203.0.113.7:4711") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "[2001:db8::1]:4711") == "2001:db8::1");
    CHECK(seen("10.0.0.1", "[2001:DB8:0:0::1]") == "2001:db8::1");
    CHECK(seen("10.0.0.1", "2001:db8::1") == "2001:db8::1");
    CHECK(seen("10.0.0.1", "::ffff:203.0.113.7") == "203.0.113.7");
  }

  TEST_CASE("a chain without end is followed so far and no further") {
    std::string list = "203.0.113.7";
    for (int i = 0; i < 31; ++i) list += ", 10.0.0.2";
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1", list) == "203.0.113.7");
    CHECK(seen("10.0.0.1", list + ", 10.0.0.2") == "10.0.0.2");
  }

  TEST_CASE("Forwarded is understood in all of its spellings") {
    Seen seen(proxies({"10.0.0.0/8"}, "Forwarded"));
    CHECK(seen("10.0.0.1", "for=203.0.113.7") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "For=\"203.0.113.7:4711\"") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "proto=https; FOR = \"[2001:db8::1]:4711\" ;by=10.0.0.1") == "2001:db8::1");
    CHECK(seen("10.0.0.1", "for=6.6.6.6, for=203.0.113.7;proto=http, for=10.0.0.2") == "203.0.113.7");
    CHECK(seen("10.0.0.1", {{"Forwarded", "for=203.0.113.7"}, {"Forwarded", "for=10.0.0.2"}}) ==
          "203.0.113.7");
  }

  TEST_CASE("Forwarded: what hides the client or is malformed ends the walk") {
    Seen seen(proxies({"10.0.0.0/8"}, "Forwarded"));
    for (const char* bad :
         {"for=unknown", "for=_hidden", "for=\"_hidden:80\"", "proto=https", "for",
          "for=", "for=\"203.0.113.7", "for=\"203.0.113.7\\\"\"", "for=1.1.1.1;for=2.2.2.2", "203.0.113.7"}) {
      CAPTURE(bad);
      CHECK(seen("10.0.0.1", "for=203.0.113.7, " + std::string(bad)) == "10.0.0.1");
    }
  }

  TEST_CASE("Forwarded: what a proxy repeats between quotes cannot pass for its own words") {
    Seen seen(proxies({"10.0.0.0/8"}, "Forwarded"));
    CHECK(seen("10.0.0.1", "for=203.0.113.7;host=\"a;for=6.6.6.6;b\"") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "for=203.0.113.7;host=\"a, for=6.6.6.6\"") == "203.0.113.7");
    CHECK(seen("10.0.0.1", R"(for=203.0.113.7;host="a\", for=6.6.6.6;x=\"b")") == "203.0.113.7");
    CHECK(seen("10.0.0.1", "for=\"6.6.6.6, for=203.0.113.7") == "203.0.113.7");
  }

  TEST_CASE("any other header has one address, and its last line counts") {
    Seen seen(proxies({"172.16.0.0/12"}, "fly-client-ip"));
    CHECK(seen("172.16.0.1", "2001:db8::1") == "2001:db8::1");
    CHECK(seen("172.16.0.1", {{"Fly-Client-IP", "203.0.113.7"}, {"X-Forwarded-For", "6.6.6.6"}}) ==
          "203.0.113.7");
    CHECK(seen("172.16.0.1", {{"Fly-Client-IP", "6.6.6.6"}, {"Fly-Client-IP", "203.0.113.7"}}) ==
          "203.0.113.7");
    CHECK(seen("172.16.0.1", "6.6.6.6, 203.0.113.7") == "172.16.0.1");
    CHECK(seen("9.9.9.9", "203.0.113.7") == "9.9.9.9");
  }

  TEST_CASE("headers that do not count are not looked at") {
    Seen seen(proxies({"10.0.0.0/8"}));
    CHECK(seen("10.0.0.1",
               {{"Forwarded", "for=6.6.6.6"}, {"Fly-Client-IP", "6.6.6.6"}, {"X-Real-IP", "6.6.6.6"}}) ==
          "10.0.0.1");
  }

  TEST_CASE("the handshake keeps peer and client apart") {
    EngineHarness t(with(proxies({"10.0.0.0/8"})));
    t.wire.request(handshake_from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}, {"A", "b"}}));
    const Handshake& handshake = t.session(t.record().sid).handshake();
    CHECK(handshake.remote_address() == "10.0.0.1");
    CHECK(handshake.client_address() == "203.0.113.7");
    CHECK(handshake.target() == "/engine.io/?EIO=4&transport=polling");
    CHECK(handshake.header("a") == "b");
    t.open_polling();
    CHECK(t.session(t.record().sid).handshake().client_address() == "127.0.0.1");
  }

  TEST_CASE("a trusted proxy says whether the client came over TLS") {
    const auto secure = [](TrustedProxies trusted, std::string_view peer, const Headers& headers) {
      EngineHarness t(with(std::move(trusted)));
      t.wire.request(handshake_from(peer, headers));
      return t.session(t.record().sid).handshake().secure();
    };
    const Headers https{{"X-Forwarded-Proto", "https"}};
    CHECK(secure(proxies({"10.0.0.1"}), "10.0.0.1", https));
    CHECK(secure(proxies({"10.0.0.1"}), "10.0.0.1", {{"X-Forwarded-Proto", "WSS"}}));
    CHECK_FALSE(secure(proxies({"10.0.0.1"}), "10.0.0.2", https));
    CHECK_FALSE(secure({}, "10.0.0.1", https));
    CHECK_FALSE(secure(proxies({"10.0.0.1"}), "10.0.0.1", {{"X-Forwarded-Proto", "http"}}));
    CHECK_FALSE(secure(proxies({"10.0.0.1"}), "10.0.0.1", {{"X-Forwarded-Proto", "https, http"}}));
    CHECK(secure(proxies({"10.0.0.1"}, "Forwarded"), "10.0.0.1", {{"Forwarded", "for=1.1.1.1;proto=https"}}));
    CHECK_FALSE(secure(proxies({"10.0.0.1"}, "Forwarded"), "10.0.0.1", https));
  }

  TEST_CASE("a proxy that is not in the list is noticed, once, and so is one that names nobody") {
    std::vector<std::string> doubts;
    TrustedProxies trusted = proxies({"10.0.0.1"});
    trusted.on_doubt = [&](ProxyDoubt doubt, std::string_view peer) {
      doubts.push_back((doubt == ProxyDoubt::unlisted_proxy ? "unlisted " : "silent ") + std::string(peer));
    };
    EngineHarness t(with(trusted));
    for (int i = 0; i < 2; ++i) {
      t.wire.request(handshake_from("10.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}}));
      t.wire.request(handshake_from("203.0.113.9", {{"X-Forwarded-For", "203.0.113.7"}}));
      t.wire.request(handshake_from("192.168.0.1", {}));
    }
    CHECK(doubts.empty());
    for (int i = 0; i < 2; ++i) {
      t.wire.request(handshake_from("192.168.0.1", {{"X-Forwarded-For", "203.0.113.7"}}));
      t.wire.request(handshake_from("127.0.0.1", {{"Forwarded", "for=203.0.113.7"}}));
      t.wire.request(handshake_from("10.0.0.1", {{"X-Forwarded-For", "unknown"}}));
    }
    CHECK(doubts == std::vector<std::string>{"unlisted 192.168.0.1", "silent 10.0.0.1"});
  }

  TEST_CASE("a header that cannot be one is refused when the server is made") {
    CHECK_THROWS_AS(EngineHarness(with(proxies({}, ""))), std::invalid_argument);
    CHECK_THROWS_AS(EngineHarness(with(proxies({}, "X Forwarded"))), std::invalid_argument);
  }
}

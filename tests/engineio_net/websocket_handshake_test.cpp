#include "net/websocket_handshake.hpp"

#include <doctest/doctest.h>

using engineio::HttpRequest;
using engineio::net::accept_key;
using engineio::net::append_switching_protocols;
using engineio::net::upgrade_of;
using Upgrade = HttpRequest::Upgrade;

namespace {

HttpRequest request(const std::vector<std::pair<std::string, std::string>>& headers) {
  return HttpRequest::make("GET", "/", headers);
}

}  // namespace

TEST_SUITE("engineio/net/websocket_handshake") {
  TEST_CASE("[RFC 6455, 1.3] the accept key of the example") {
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  TEST_CASE("[RFC 6455, 4.2.1] which requests ask for a WebSocket, and may have it") {
    const std::pair<std::string, std::string> connection{"Connection", "Upgrade"};
    const std::pair<std::string, std::string> upgrade{"Upgrade", "websocket"};
    const std::pair<std::string, std::string> version{"Sec-WebSocket-Version", "13"};
    const std::pair<std::string, std::string> key{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="};
    CHECK(upgrade_of(request({connection, upgrade, version, key})) == Upgrade::websocket);
    CHECK(upgrade_of(
              request({{"connection", "keep-alive, upgrade"}, {"upgrade", "WebSocket"}, version, key})) ==
          Upgrade::websocket);
    CHECK(upgrade_of(request({{"Connection", "keep-alive"}, connection, upgrade, version, key})) ==
          Upgrade::websocket);
    CHECK(upgrade_of(request({})) == Upgrade::none);
    CHECK(upgrade_of(request({upgrade, version, key})) == Upgrade::none);
    CHECK(upgrade_of(request({{"Connection", "upgraded"}, upgrade, version, key})) == Upgrade::none);
    CHECK(upgrade_of(request({connection, version, key})) == Upgrade::none);
    CHECK(upgrade_of(request({connection, {"Upgrade", "h2c"}, version, key})) == Upgrade::malformed);
    CHECK(upgrade_of(request({connection, upgrade, {"Sec-WebSocket-Version", "8"}, key})) ==
          Upgrade::websocket_bad_version);
    CHECK(upgrade_of(request({connection, upgrade, key})) == Upgrade::websocket_bad_version);
    CHECK(upgrade_of(request({connection, upgrade, version})) == Upgrade::malformed);
    CHECK(upgrade_of(request({connection, upgrade, version, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZQ=="}})) ==
          Upgrade::malformed);
    CHECK(upgrade_of(
              request({connection, upgrade, version, {"Sec-WebSocket-Key", "!!!!IHNhbXBsZSBub25jZQ=="}})) ==
          Upgrade::malformed);
  }

  TEST_CASE("the 101: fixed headers, then the given ones") {
    std::string out;
    append_switching_protocols(out, "dGhlIHNhbXBsZSBub25jZQ==", "", {{"X-A", "1"}, {"Set-Cookie", "a=b"}});
    CHECK(out ==
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-A: 1\r\nSet-Cookie: a=b\r\n\r\n");
  }
}

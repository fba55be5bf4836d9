#include "engineio/error.hpp"

#include <doctest/doctest.h>

#include <ostream>

#include "engineio/close_reason.hpp"

using engineio::CloseReason;
using engineio::Errc;

TEST_SUITE("engineio/error") {
  TEST_CASE("each refusal has its number, words and status") {
    CHECK(engineio::error_body(Errc::transport_unknown) == R"({"code":0,"message":"Transport unknown"})");
    CHECK(engineio::error_body(Errc::session_id_unknown) == R"({"code":1,"message":"Session ID unknown"})");
    CHECK(engineio::error_body(Errc::bad_handshake_method) ==
          R"({"code":2,"message":"Bad handshake method"})");
    CHECK(engineio::error_body(Errc::bad_request) == R"({"code":3,"message":"Bad request"})");
    CHECK(engineio::error_body(Errc::forbidden) == R"({"code":4,"message":"Forbidden"})");
    CHECK(engineio::error_body(Errc::unsupported_protocol_version) ==
          R"({"code":5,"message":"Unsupported protocol version"})");
    for (const Errc error : {Errc::transport_unknown, Errc::session_id_unknown, Errc::bad_handshake_method,
                             Errc::bad_request, Errc::unsupported_protocol_version}) {
      CHECK(engineio::http_status(error) == 400);
    }
    CHECK(engineio::http_status(Errc::forbidden) == 403);
  }

  TEST_CASE("a custom text replaces the words and is escaped") {
    CHECK(engineio::error_body(Errc::forbidden, "no \"entry\"\\\n\x01 \xc3\xa9") ==
          "{\"code\":4,\"message\":\"no \\\"entry\\\"\\\\\\u000a\\u0001 \xc3\xa9\"}");
  }

  TEST_CASE("the enum is a std::error_code") {
    const std::error_code code = Errc::session_id_unknown;
    CHECK(code.category() == engineio::category());
    CHECK(std::string(code.category().name()) == "engineio");
    CHECK(code.message() == "Session ID unknown");
    CHECK(code != std::error_code(Errc::bad_request));
  }

  TEST_CASE("close reasons use the reference's words") {
    CHECK(to_string(CloseReason::transport_close) == "transport close");
    CHECK(to_string(CloseReason::transport_error) == "transport error");
    CHECK(to_string(CloseReason::ping_timeout) == "ping timeout");
    CHECK(to_string(CloseReason::parse_error) == "parse error");
    CHECK(to_string(CloseReason::forced_close) == "forced close");
  }
}

#include "router.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using engineio::HttpRequest;
using engineio::HttpResponse;
using roomd::Router;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Router make_router(const std::vector<std::string>& origins = {"*"}) {
  engineio::CorsOptions cors = engineio::CorsOptions::list(origins);
  cors.credentials = true;
  Router router(cors);
  router.get("", [](const HttpRequest&) { return roomd::json_response(200, R"({"at":"root"})"); });
  router.get("/health", [](const HttpRequest&) { return roomd::json_response(200, R"({"at":"health"})"); });
  return router;
}

HttpResponse ask(std::string_view method, std::string_view target, const Headers& headers = {},
                 std::string_view body = {}) {
  return make_router().answer(HttpRequest::make(method, target, headers, body));
}

/// The values of that header, joined by '|'; nothing when it is absent.
std::optional<std::string> header(const HttpResponse& response, std::string_view name) {
  std::optional<std::string> joined;
  for (const engineio::HttpHeader& candidate : response.headers) {
    if (!engineio::equal_ignoring_case(candidate.name, name)) continue;
    joined = joined ? *joined + "|" + candidate.value : candidate.value;
  }
  return joined;
}

std::optional<std::string> allowed_origin(const std::vector<std::string>& origins,
                                          const std::string& origin) {
  const Headers headers = origin.empty() ? Headers{} : Headers{{"Origin", origin}};
  return header(make_router(origins).answer(HttpRequest::make("GET", "/health", headers)),
                "Access-Control-Allow-Origin");
}

}  // namespace

TEST_SUITE("program/router") {
  TEST_CASE("a path is matched without case, query and one trailing slash") {
    for (const char* const target : {"/health", "/HEALTH", "/health/", "/Health?x=1", "/health/?x"}) {
      CAPTURE(target);
      CHECK(ask("GET", target).status == 200);
      CHECK(ask("GET", target).body.view() == R"({"at":"health"})");
    }
    CHECK(ask("GET", "/").body.view() == R"({"at":"root"})");
    CHECK(ask("GET", "/?x").body.view() == R"({"at":"root"})");
  }

  TEST_CASE("everything else is 404 as JSON") {
    for (const char* const target :
         {"//health", "/health//", "/healthy", "/nothing", "//", "*", "/health/x"}) {
      CAPTURE(target);
      CHECK(ask("GET", target).status == 404);
      CHECK(ask("GET", target).body.view() == R"({"error":"Not Found"})");
    }
    for (const char* const method : {"POST", "PUT", "DELETE", "PATCH", "get"}) {
      CAPTURE(method);
      CHECK(ask(method, "/health").status == 404);
    }
  }

  TEST_CASE("a path has a function for each method, and no function is 404") {
    Router router = make_router();
    router.post("/do", [](const HttpRequest&) { return roomd::json_response(202, R"({"did":"it"})"); });
    CHECK(router.answer(HttpRequest::make("POST", "/DO/")).status == 202);
    CHECK(router.answer(HttpRequest::make("GET", "/do")).status == 404);
    CHECK(router.answer(HttpRequest::make("HEAD", "/do")).status == 404);
    CHECK(router.answer(HttpRequest::make("PUT", "/do")).status == 404);
    router.get("/do", [](const HttpRequest&) { return roomd::json_response(200, R"({"did":"not"})"); });
    CHECK(router.answer(HttpRequest::make("GET", "/do")).status == 200);
    CHECK(router.answer(HttpRequest::make("POST", "/do")).status == 202);
  }

  TEST_CASE("HEAD is answered like GET; the network leaves the body out") {
    CHECK(ask("HEAD", "/health").status == 200);
    CHECK(ask("HEAD", "/health").body.view() == R"({"at":"health"})");
    CHECK(ask("HEAD", "/nothing").status == 404);
  }

  TEST_CASE("OPTIONS of any path, with or without an Origin: 204, empty, methods, reflected headers") {
    for (const char* const target : {"/", "/health", "/nothing"}) {
      const HttpResponse response = ask("OPTIONS", target, {{"Access-Control-Request-Headers", "x-a, x-b"}});
      CHECK(response.status == 204);
      CHECK(response.body.empty());
      CHECK(header(response, "Access-Control-Allow-Methods") == "GET,HEAD,PUT,PATCH,POST,DELETE");
      CHECK(header(response, "Access-Control-Allow-Headers") == "x-a, x-b");
      CHECK(header(response, "Vary") == "Origin, Access-Control-Request-Headers");
      CHECK(header(response, "Access-Control-Allow-Credentials") == "true");
      CHECK(header(response, "Access-Control-Allow-Origin") == std::nullopt);
    }
    CHECK(header(ask("OPTIONS", "/"), "Access-Control-Allow-Headers") == std::nullopt);
  }

  TEST_CASE("security headers are on every answer; pages without a route allow nothing at all") {
    for (const HttpResponse& response :
         {ask("GET", "/health"), ask("GET", "/nothing"), ask("OPTIONS", "/health"), ask("HEAD", "/")}) {
      CHECK(header(response, "Cross-Origin-Opener-Policy") == "same-origin");
      CHECK(header(response, "Cross-Origin-Resource-Policy") == "cross-origin");
      CHECK(header(response, "Origin-Agent-Cluster") == "?1");
      CHECK(header(response, "Referrer-Policy") == "no-referrer");
      CHECK(header(response, "Strict-Transport-Security") == "max-age=15552000; includeSubDomains");
      CHECK(header(response, "X-Content-Type-Options") == "nosniff");
      CHECK(header(response, "X-DNS-Prefetch-Control") == "off");
      CHECK(header(response, "X-Download-Options") == "noopen");
      CHECK(header(response, "X-Frame-Options") == "SAMEORIGIN");
      CHECK(header(response, "X-Permitted-Cross-Domain-Policies") == "none");
      CHECK(header(response, "X-XSS-Protection") == "0");
      CHECK(header(response, "X-Powered-By") == std::nullopt);
    }
    CHECK(
        header(ask("GET", "/health"), "Content-Security-Policy") ==
        "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors "
        "'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src "
        "'self' "
        "https: 'unsafe-inline';upgrade-insecure-requests");
    CHECK(header(ask("GET", "/nothing"), "Content-Security-Policy") == "default-src 'none'");
  }

  TEST_CASE("JSON answers say so, and that they depend on the origin") {
    CHECK(header(ask("GET", "/health"), "Content-Type") == "application/json; charset=utf-8");
    CHECK(header(ask("GET", "/nothing"), "Content-Type") == "application/json; charset=utf-8");
    CHECK(header(ask("GET", "/health"), "Vary") == "Origin, Accept-Encoding");
  }

  TEST_CASE("'*' and an empty list reflect any origin, never a literal '*' beside credentials") {
    CHECK(allowed_origin({"*"}, "https://a.example") == "https://a.example");
    CHECK(allowed_origin({"https://b", "*"}, "https://a.example") == "https://a.example");
    CHECK(allowed_origin({"*"}, "") == std::nullopt);
  }

  TEST_CASE("a list: the listed origins are echoed, others get their answer without permission to read it") {
    CHECK(allowed_origin({"https://a", "https://b"}, "https://a") == "https://a");
    CHECK(allowed_origin({"https://a", "https://b"}, "https://b") == "https://b");
    CHECK(allowed_origin({"https://a", "https://b"}, "https://c") == std::nullopt);
    CHECK(allowed_origin({"https://a", "https://b"}, "") == std::nullopt);
    CHECK(allowed_origin({"https://A.example/"}, "https://a.example") == "https://a.example");
    const auto foreign =
        make_router({"https://a"}).answer(HttpRequest::make("GET", "/health", {{"Origin", "https://c"}}));
    CHECK(foreign.status == 200);
    CHECK(header(foreign, "Access-Control-Allow-Credentials") == "true");
  }

  TEST_CASE("a JSON body that cannot be read is refused on every path; other bodies nobody looks at") {
    const Headers json{{"Content-Type", "application/json; charset=utf-8"}};
    for (const char* const body : {"{", "nope", "{} {}", "{\"a\":}", "\xff", "1", "\"text\"", "null"}) {
      CAPTURE(body);
      CHECK(ask("POST", "/health", json, body).status == 400);
      CHECK(ask("GET", "/nothing", json, body).status == 400);
      CHECK(ask("POST", "/", json, body).body.view() == R"({"error":"Bad Request"})");
    }
    CHECK(ask("POST", "/health", json, R"({"a":1})").status == 404);
    CHECK(ask("GET", "/health", json, "").status == 200);
    CHECK(ask("GET", "/health", {{"Content-Type", "text/plain"}}, "{").status == 200);
    CHECK(ask("GET", "/health", {{"Content-Type", "application/jsonx"}}, "{").status == 200);
  }

  TEST_CASE("a JSON body of a megabyte of '[' is refused by its size") {
    const std::string deep(1'000'000, '[');
    CHECK(ask("POST", "/", {{"Content-Type", "application/json"}}, deep).status == 413);
    CHECK(ask("POST", "/", {{"Content-Type", "application/json"}}, deep.substr(0, 100'000)).status == 400);
  }

  TEST_CASE("a body beyond what the network keeps: 413") {
    HttpRequest request = HttpRequest::make("POST", "/health");
    request.body_too_large = true;
    CHECK(make_router().answer(request).status == 413);
  }
}

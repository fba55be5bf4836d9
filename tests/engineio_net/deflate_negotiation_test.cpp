#include "net/deflate_negotiation.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/extension_list.hpp"

using engineio::HttpRequest;
using engineio::PerMessageDeflateOptions;
using engineio::net::DeflateOffers;
using engineio::net::Extension;
using engineio::net::find_deflate_offer;
using engineio::net::parse_extensions;
using namespace std::string_literals;

namespace {

/// "name;parameter=value;parameter,name", or "(malformed)".
std::string parsed(std::string_view header) {
  const auto extensions = parse_extensions(header);
  if (!extensions) return "(malformed)";
  std::string text;
  for (const Extension& extension : *extensions) {
    text.append(text.empty() ? "" : ",").append(extension.name);
    for (const auto& [name, value] : extension.parameters) {
      text.append(";").append(name);
      if (value) text.append("=").append(*value);
    }
  }
  return text;
}

/// What a server answers to these headers: "(none)" without the extension, "(malformed)".
std::string answer(const std::vector<std::string>& offered, const PerMessageDeflateOptions& options) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const std::string& value : offered) headers.emplace_back("sec-websocket-extensions", value);
  const DeflateOffers offers = find_deflate_offer(HttpRequest::make("GET", "/", headers));
  if (offers.malformed) return "(malformed)";
  return offers.first ? agree(*offers.first, options).header() : "(none)";
}
std::string answer(const std::string& offered, const PerMessageDeflateOptions& options) {
  return answer(std::vector{offered}, options);
}

PerMessageDeflateOptions with_takeover() {
  PerMessageDeflateOptions options;
  options.server_no_context_takeover = options.client_no_context_takeover = false;
  return options;
}

}  // namespace

TEST_SUITE("engineio/net/deflate_negotiation") {
  TEST_CASE("[RFC 6455, 9.1] lists of extensions") {
    CHECK(parsed("foo") == "foo");
    CHECK(parsed("foo, bar; baz=2") == "foo,bar;baz=2");
    CHECK(parsed("foo;a;b = \"x\" ;c,bar") == "foo;a;b=x;c,bar");
    CHECK(parsed("a; b=\"c\\d\"") == "a;b=cd");
    CHECK(parsed("\tfoo \t,\t bar\t") == "foo,bar");
    CHECK(parsed("") == "");
    CHECK(parsed(" , foo,, bar ,") == "foo,bar");
  }

  TEST_CASE("[RFC 6455, 9.1] what is no list of extensions") {
    for (const char* header : {"foo bar", "foo;", "foo; ", ";a", "foo;a=", "foo;a=,b", "foo;=b", "foo;a=\"\"",
                               "foo;a=\"b c\"", "foo;a=\"b", "foo;a=\"b\\", "foo;a=\"b\"c", "f\xc3\xbco",
                               "foo/1", "\"foo\"", "foo;\"a\"", "foo;a=b=c", "foo@"}) {
      CAPTURE(header);
      CHECK(parsed(header) == "(malformed)");
    }
  }

  TEST_CASE("[RFC 7692, 7.1] what a client offers and what we agree to, with context takeover") {
    const PerMessageDeflateOptions options = with_takeover();
    const std::pair<const char*, const char*> cases[] = {
        {"permessage-deflate", "permessage-deflate"},
        // What browsers say.
        {"permessage-deflate; client_max_window_bits", "permessage-deflate"},
        {"permessage-deflate; client_max_window_bits=15", "permessage-deflate"},
        {"permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10"},
        {"permessage-deflate; client_max_window_bits=\"8\"", "permessage-deflate; client_max_window_bits=8"},
        {"permessage-deflate; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15"},
        {"permessage-deflate; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=9"},
        {"permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover"},
        {"permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover"},
        {"permessage-deflate;client_max_window_bits=11;server_max_window_bits=12;client_no_context_takeover;"
         "server_no_context_takeover",
         "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
         "server_max_window_bits=12; client_max_window_bits=11"},
    };
    for (const auto& row : cases) {
      CAPTURE(row.first);
      CHECK(answer(row.first, options) == row.second);
    }
  }

  TEST_CASE("[RFC 7692, 7.1] the server's own limits, told when the client may be told") {
    PerMessageDeflateOptions options;
    options.server_max_window_bits = 12;
    options.client_max_window_bits = 11;
    const std::string no_takeover =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    CHECK(answer("permessage-deflate", options) == no_takeover + "; server_max_window_bits=12");
    CHECK(answer("permessage-deflate; client_max_window_bits", options) ==
          no_takeover + "; server_max_window_bits=12; client_max_window_bits=11");
    CHECK(answer("permessage-deflate; client_max_window_bits=9; server_max_window_bits=10", options) ==
          no_takeover + "; server_max_window_bits=10; client_max_window_bits=9");
    CHECK(answer("permessage-deflate; client_max_window_bits=14; server_max_window_bits=15", options) ==
          no_takeover + "; server_max_window_bits=12; client_max_window_bits=11");
  }

  TEST_CASE("[RFC 7692, 7] offers that are declined") {
    for (const char* offered :
         {"", "x-webkit-deflate-frame", "Permessage-Deflate", "permessage-deflate; unknown",
          "permessage-deflate; server_no_context_takeover=1",
          "permessage-deflate; client_no_context_takeover=true",
          "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
          "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
          "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
          "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=010",
          "permessage-deflate; server_max_window_bits=1", "permessage-deflate; server_max_window_bits=x",
          "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
          "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
          "permessage-deflate; client_max_window_bits=+9",
          "permessage-deflate; client_max_window_bits; client_max_window_bits",
          // zlib cannot compress with a window of 256 bytes.
          "permessage-deflate; server_max_window_bits=8"}) {
      CAPTURE(offered);
      CHECK(answer(offered, with_takeover()) == "(none)");
    }
  }

  TEST_CASE("[RFC 7692, 5.1] the first offer that can be accepted is, also from several headers") {
    const PerMessageDeflateOptions options = with_takeover();
    CHECK(
        answer("permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10, "
               "permessage-deflate",
               options) == "permessage-deflate; server_max_window_bits=10");
    CHECK(answer(std::vector{"foo; a=1"s, "permessage-deflate; b, permessage-deflate"s,
                             "permessage-deflate; client_no_context_takeover"s},
                 options) == "permessage-deflate");
    CHECK(answer(std::vector{"permessage-deflate"s, "foo;"s}, options) == "(malformed)");
    CHECK(answer(std::vector{"foo; a=\"b"s, "c\""s}, options) == "(malformed)");
    CHECK(answer(std::vector<std::string>{}, options) == "(none)");
  }
}

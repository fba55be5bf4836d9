// engineio/http.hpp - HTTP requests and responses as plain values.
//
// Thread: any. A request owns its bytes: every string_view in it points into `storage` and stays valid as
// long as any copy of the request lives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shared_bytes.hpp"

namespace engineio {

/// One header of a request; a view into HttpRequest::storage.
struct HttpHeaderView {
  std::string_view name;   ///< as sent; compare it with equal_ignoring_case()
  std::string_view value;  ///< without white space around it
};

/// One header of a response.
struct HttpHeader {
  std::string name;   ///< a token
  std::string value;  ///< without line breaks
};

/// One complete, size-checked request.
struct HttpRequest {
  /// Whether the client asks for a WebSocket, and whether its request can be granted (RFC 6455, 4.2.1).
  enum class Upgrade : std::uint8_t {
    none,                   ///< an ordinary request
    websocket,              ///< it can be answered 101
    websocket_bad_version,  ///< Sec-WebSocket-Version is not 13
    malformed,              ///< other Upgrade, or a missing or bad Sec-WebSocket-Key
  };

  std::string_view method;              ///< as sent: "GET"
  std::string_view target;              ///< raw request target: "/socket.io/?EIO=4"
  std::vector<HttpHeaderView> headers;  ///< in the order they came
  base::SharedBytes body;               ///< empty without one
  base::SharedBytes storage;            ///< what the views point into
  std::string remote_address;           ///< textual IP of the TCP peer
  Upgrade upgrade = Upgrade::none;      ///< what the client wants to switch to
  bool secure = false;                  ///< came over TLS
  bool body_too_large = false;          ///< the body passed the limit and was not kept; answer 413
  /// What middlewares want to see in the answer (engineio::HttpNext).
  std::vector<HttpHeader> response_headers;

  /// Builds a request that owns copies of its texts (tests, fake networks).
  static HttpRequest make(std::string_view method, std::string_view target,
                          const std::vector<std::pair<std::string, std::string>>& headers = {},
                          std::string_view body = {});

  /// Value of the first header with that name, compared without case; nothing when absent.
  std::optional<std::string_view> find_header(std::string_view name) const;
  /// As find_header(), "" when absent.
  std::string_view header(std::string_view name) const { return find_header(name).value_or(""); }
  /// The target up to '?'.
  std::string_view path() const;
  /// The target behind '?', "" when there is none.
  std::string_view query_string() const;
};

/// Decoded query parameters. A repeated key: the last wins. '+' is a space.
///
/// Lifetime: keys and values are views, valid as long as the text that the Query was made of *and* it or a
/// copy of it. Only text with escapes is copied.
class Query {
 public:
  /// No parameters.
  Query() = default;
  /// Decodes what stands behind the '?'.
  explicit Query(std::string_view query_string);

  /// Value of the key; nothing when absent.
  std::optional<std::string_view> find(std::string_view key) const;
  /// As find(), "" when absent.
  std::string_view get(std::string_view key) const { return find(key).value_or(""); }
  /// All pairs in the order they came, repeated keys too.
  const std::vector<std::pair<std::string_view, std::string_view>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> entries_;
  std::shared_ptr<char[]> decoded_;  // what the views into decoded text point into
};

/// What stands behind the '?' of a request target, "" without one.
std::string_view query_string_of(std::string_view target);

/// True when the names are equal without regard to ASCII case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// One response. Content-Length, Date-less framing and Connection are added by the network.
struct HttpResponse {
  int status = 200;                 ///< the status code
  std::vector<HttpHeader> headers;  ///< besides those that the network adds
  base::SharedBytes body;           ///< sent with its Content-Length
  bool close = false;               ///< close the TCP connection after it

  /// Adds a header and returns *this, for building in one expression.
  HttpResponse& add(std::string name, std::string value);
};

}  // namespace engineio

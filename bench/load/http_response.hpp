// http_response.hpp - responses on a keep-alive connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

/// A response; `body` points into the bytes it was read from, or into the scratch of a chunked one.
struct HttpResponse {
  int status = 0;
  std::string_view body;
  std::size_t size_bytes = 0;  ///< with its head
};

/// The response at the start of `bytes`, if all of it is there. Knows Content-Length and chunked bodies.
/// Throws Failure(Exit::wrong_answer) on anything else.
std::optional<HttpResponse> read_response(std::string_view bytes, std::string& scratch);

}  // namespace bench

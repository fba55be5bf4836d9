// engineio/src/compression.hpp - gzip and deflate for poll responses.
//
// Protocol: RFC 9110, 8.4.1 and 12.5.3. "deflate" is the zlib format.
// Thread: one; Lifetime: owned by the engine, so that zlib's 256 KiB of state exist once per server.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/shared_bytes.hpp"
#include "engineio/http.hpp"

struct z_stream_s;

namespace engineio {

enum class ContentCoding : unsigned char { identity, gzip, deflate };

/// "gzip" or "deflate"; "identity" for the third.
std::string_view to_string(ContentCoding coding);

/// How a response to one request may be coded.
struct AcceptedCoding {
  /// What the client likes best: highest q, then the one named rather than matched by '*', then the first in
  /// its list. Identity when it accepts neither of the others, or rather has identity.
  ContentCoding best = ContentCoding::identity;
  /// The client refuses identity ("identity;q=0", or "*;q=0" without naming it): code even what is short.
  bool required = false;
};

/// By all Accept-Encoding headers of the request; without one: identity.
AcceptedCoding accepted_coding(const HttpRequest& request);

class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  /// The compressed bytes; nothing when zlib fails (out of memory). @pre coding is not identity.
  std::optional<base::SharedBytes> compress(ContentCoding coding, std::string_view bytes);

 private:
  using Stream = std::unique_ptr<z_stream_s, void (*)(z_stream_s*)>;
  Stream gzip_;
  Stream deflate_;
};

}  // namespace engineio

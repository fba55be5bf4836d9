// engineio/src/compression.hpp - gzip and deflate for poll responses.
//
// Protocol: RFC 9110, 8.4.1 and 12.5.3. "deflate" is the zlib format.
// Thread: one; Lifetime: owned by the engine, so that zlib's 256 KiB of state exist once per server.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/shared_bytes.hpp"

struct z_stream_s;

namespace engineio {

enum class ContentCoding : unsigned char { identity, gzip, deflate };

/// "gzip" or "deflate"; "identity" for the third.
std::string_view to_string(ContentCoding coding);

/// The coding the client likes best: highest q, then the one named rather than matched by '*', then the
/// first in its list. Identity when it accepts neither.
ContentCoding choose_coding(std::string_view accept_encoding);

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

// engineio/src/net/deflater.hpp - messages into the payloads of compressed ones.
//
// Protocol: RFC 7692, 7.2.1. Thread: one at a time (no I/O, no time).
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace engineio::net {

class Deflater {
 public:
  /// Takes deflate_context_bytes(). Throws std::bad_alloc. @pre as PerMessageDeflateOptions says.
  Deflater(int window_bits, int level, int mem_level);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Replaces `out` by the payload for one message. It may refer to the messages before it.
  /// @pre not empty, less than 4 GiB.
  void deflate(std::string_view message, std::string& out);
  /// Forgets the messages before.
  void reset();

 private:
  std::unique_ptr<z_stream_s> stream_;
};

}  // namespace engineio::net

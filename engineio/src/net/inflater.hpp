// engineio/src/net/inflater.hpp - payloads of compressed messages into messages, never longer than allowed.
//
// Takes any bytes: what is no deflate stream is told, and nothing is ever written beyond the limit.
// Protocol: RFC 7692, 7.2.2. Thread: one at a time (no I/O, no time).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace engineio::net {

class Inflater {
 public:
  enum class Outcome {
    done,
    too_big,  ///< it has more than the limit; what comes after it cannot be inflated any more
    corrupt,  ///< the same, because it is no deflate stream
  };

  /// Takes inflate_context_bytes(), the window from the first long message on. Throws std::bad_alloc.
  /// @pre 8 to 15.
  explicit Inflater(int window_bits);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Replaces `out` by the message, at most `max_bytes` of it and one more. It may refer to the messages
  /// before it.
  Outcome inflate(std::string_view payload, std::size_t max_bytes, std::string& out);
  /// Forgets the messages before.
  void reset();

 private:
  Outcome feed(std::string_view bytes, std::size_t max_bytes, std::string& out);
  int step(std::string& out);
  bool at_block_end() const;

  std::unique_ptr<z_stream_s> stream_;
  std::size_t written_ = 0;  // of the message
  bool final_ = false;       // the bytes so far end with a final block
};

}  // namespace engineio::net

// engineio/src/net/http_parser.hpp - requests off a keep-alive, pipelined byte stream.
//
// llhttp (strict) reads the head and chunked bodies. Around it: limits, the checks that RFC 9112 asks of a
// server (Host, Transfer-Encoding, folded lines), and the storage: a request is one block of bytes that its
// views point into, the body included when it came together with the head.
// Protocol: RFC 9112. Thread: any (no I/O, no time).
#pragma once

#include <llhttp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/network.hpp"

namespace engineio::net {

class HttpParser {
 public:
  enum class Outcome {
    incomplete,  ///< all bytes used, more are needed
    head,        ///< head() is there, its body is not complete; feed the rest
    complete,    ///< take() the request; the bytes behind it were not looked at
    failed,      ///< not a request; answer status() and close
  };
  struct Result {
    Outcome outcome;
    std::size_t used;
  };

  /// `limits` must outlive the parser.
  explicit HttpParser(const NetworkOptions& limits);
  HttpParser(const HttpParser&) = delete;
  HttpParser& operator=(const HttpParser&) = delete;

  /// Reads at most one request. @pre the last outcome was neither complete nor failed, or reset() followed.
  Result feed(std::string_view bytes);
  /// Prepares for the next request of the stream.
  void reset();

  /// @pre the head is complete.
  const HttpRequest& head() const { return request_; }
  HttpRequest take() { return std::move(request_); }
  /// 400, 414, 431, 501 or 505. @pre the last outcome was failed.
  int status() const { return status_; }

  /// No byte of a request was seen since the last reset().
  bool idle() const { return phase_ == Phase::head && raw_.empty(); }
  bool in_body() const { return phase_ == Phase::body; }
  /// The client wants the connection to stay open. @pre the head is complete.
  bool keep_alive() const { return keep_alive_; }
  /// The request is HTTP/1.0. @pre the head is complete.
  bool old_version() const { return parser_.http_minor == 0; }
  /// The client waits for "100 Continue" before it sends the body. @pre the head is complete.
  bool expects_continue() const { return expects_continue_; }

 private:
  enum class Phase : std::uint8_t { head, body, done };
  struct Span {
    std::size_t offset = 0;
    std::size_t size = 0;
    std::size_t end() const { return offset + size; }
  };
  struct HeaderSpan {
    Span name;
    Span value;
  };
  struct Callbacks;

  int on_target(const char* at, std::size_t size);
  int on_header_name(const char* at, std::size_t size);
  int on_header_value(const char* at, std::size_t size);
  int on_body(const char* at, std::size_t size);
  std::size_t offset_of(const char* at) const { return raw_.size() + static_cast<std::size_t>(at - chunk_); }

  Result feed_head(std::string_view bytes);
  Result feed_chunked(std::string_view bytes);
  Result feed_counted(std::string_view bytes);
  Result finish_head(std::string_view bytes, std::size_t head_bytes);
  Result finish_body(std::size_t used);
  Result finish_too_large(std::size_t used);
  Result fail(int status);
  int refuse(int status);
  int status_of(llhttp_errno_t error) const;
  void store(std::string_view bytes, std::size_t head_bytes);
  int check_head() const;
  int check_headers() const;
  bool chunk_overhead_excessive() const;

  const NetworkOptions& limits_;
  llhttp_t parser_;
  Phase phase_ = Phase::head;
  bool in_name_ = false;
  bool version_seen_ = false;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  bool too_large_ = false;
  int status_ = 0;
  const char* chunk_ = nullptr;  // start of the bytes being parsed
  std::string raw_;              // the head as far as it came in earlier chunks
  Span target_;
  std::vector<HeaderSpan> headers_;
  std::uint64_t body_left_ = 0;  // of a counted body
  std::uint64_t chunked_raw_bytes_ = 0;
  std::string body_;
  HttpRequest request_;
};

}  // namespace engineio::net

#include "net/http_parser.hpp"

#include <algorithm>

#include "net/websocket_handshake.hpp"

namespace engineio::net {
namespace {

constexpr std::size_t initial_body_bytes = 16 * 1024;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The path and query of a request target in absolute form, any other target as it is.
std::string_view origin_form(std::string_view target) {
  if (target.empty() || target.front() == '/') return target;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  if (path == std::string_view::npos) return "/";
  return target[path] == '/' ? target.substr(path) : target;
}

/// 0 when the body's length is certain, else the status that refuses the request.
/// RFC 9112, 6.1 and 6.3: only a sole, final "chunked" of HTTP/1.1 is understood; what two servers could
/// read in two ways is not guessed at.
int check_transfer_encoding(std::string_view value, std::size_t occurrences, bool old_version) {
  if (occurrences == 0) return 0;
  if (occurrences > 1 || old_version) return 400;
  if (equal_ignoring_case(value, "chunked")) return 0;
  // "chunked" in front of something else leaves the length open; other codings are merely unknown.
  return equal_ignoring_case(value.substr(0, 7), "chunked") ? 400 : 501;
}

}  // namespace

struct HttpParser::Callbacks {
  static HttpParser& self(llhttp_t* parser) { return *static_cast<HttpParser*>(parser->data); }
  static int target(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).on_target(at, size);
  }
  static int version(llhttp_t* parser, const char*, std::size_t size) {
    self(parser).version_seen_ |= size > 0;
    return 0;
  }
  static int name(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).on_header_name(at, size);
  }
  static int value(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).on_header_value(at, size);
  }
  static int body(llhttp_t* parser, const char* at, std::size_t size) {
    return self(parser).on_body(at, size);
  }
  static int pause(llhttp_t*) { return HPE_PAUSED; }

  static const llhttp_settings_t& settings() {
    static const llhttp_settings_t shared = [] {
      llhttp_settings_t settings;
      llhttp_settings_init(&settings);
      settings.on_url = target;
      settings.on_version = version;
      settings.on_header_field = name;
      settings.on_header_value = value;
      settings.on_headers_complete = pause;
      settings.on_body = body;
      settings.on_message_complete = pause;
      return settings;
    }();
    return shared;
  }
};

HttpParser::HttpParser(const NetworkOptions& limits) : limits_(limits) { reset(); }

void HttpParser::reset() {
  llhttp_init(&parser_, HTTP_REQUEST, &Callbacks::settings());
  parser_.data = this;
  phase_ = Phase::head;
  in_name_ = version_seen_ = keep_alive_ = expects_continue_ = too_large_ = false;
  status_ = 0;
  raw_.clear();
  target_ = {};
  headers_.clear();
  body_left_ = chunked_raw_bytes_ = 0;
  body_ = {};
  request_ = {};
}

HttpParser::Result HttpParser::feed(std::string_view bytes) {
  if (phase_ == Phase::head) return feed_head(bytes);
  return body_left_ > 0 ? feed_counted(bytes) : feed_chunked(bytes);
}

HttpParser::Result HttpParser::feed_head(std::string_view bytes) {
  chunk_ = bytes.data();
  const llhttp_errno_t error = llhttp_execute(&parser_, bytes.data(), bytes.size());
  if (error == HPE_PAUSED) {
    return finish_head(bytes, static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - bytes.data()));
  }
  if (error != HPE_OK) return fail(status_of(error));
  if (raw_.size() + bytes.size() > limits_.max_header_bytes) return fail(431);
  raw_.append(bytes);
  return {Outcome::incomplete, bytes.size()};
}

int HttpParser::on_target(const char* at, std::size_t size) {
  if (target_.size == 0) target_.offset = offset_of(at);
  target_.size += size;
  return target_.size > limits_.max_target_bytes ? refuse(414) : 0;
}

int HttpParser::on_header_name(const char* at, std::size_t size) {
  if (phase_ != Phase::head) return 0;  // a trailer: checked by llhttp, of no use to anybody here
  if (!in_name_) {
    if (headers_.size() == limits_.max_headers) return refuse(431);
    headers_.push_back({.name = {offset_of(at), 0}, .value = {}});
    in_name_ = true;
  }
  headers_.back().name.size += size;
  return 0;
}

int HttpParser::on_header_value(const char* at, std::size_t size) {
  if (phase_ != Phase::head) return 0;
  Span& value = headers_.back().value;
  if (in_name_) value.offset = offset_of(at);
  in_name_ = false;
  // RFC 9112, 5.2: a folded line leaves a gap; a server may refuse it.
  if (value.end() != offset_of(at)) return refuse(400);
  value.size += size;
  return 0;
}

HttpParser::Result HttpParser::finish_head(std::string_view bytes, std::size_t head_bytes) {
  if (raw_.size() + head_bytes > limits_.max_header_bytes) return fail(431);
  store(bytes, head_bytes);
  if (const int status = check_head(); status != 0) return fail(status);
  if (!old_version()) request_.upgrade = upgrade_of(request_);
  keep_alive_ = llhttp_should_keep_alive(&parser_) != 0;
  expects_continue_ = !old_version() && equal_ignoring_case(request_.header("Expect"), "100-continue");
  const bool chunked = (parser_.flags & F_CHUNKED) != 0;
  if (!chunked && parser_.content_length > limits_.max_body_bytes) return finish_too_large(head_bytes);
  if (!chunked && parser_.content_length <= bytes.size() - head_bytes) {
    phase_ = Phase::done;
    return {Outcome::complete, head_bytes + static_cast<std::size_t>(parser_.content_length)};
  }
  phase_ = Phase::body;
  body_left_ = chunked ? 0 : parser_.content_length;
  llhttp_resume(&parser_);
  const Result rest = feed(bytes.substr(head_bytes));
  const Outcome outcome = rest.outcome == Outcome::incomplete ? Outcome::head : rest.outcome;
  return {outcome, head_bytes + rest.used};
}

/// Moves the head, and the body if it is complete, into one block and points the request's views into it.
void HttpParser::store(std::string_view bytes, std::size_t head_bytes) {
  const std::size_t body_bytes =
      parser_.content_length <= bytes.size() - head_bytes && parser_.content_length <= limits_.max_body_bytes
          ? static_cast<std::size_t>(parser_.content_length)
          : 0;
  const std::size_t head_size = raw_.size() + head_bytes;
  request_.storage = base::SharedBytes::concat({raw_, bytes.substr(0, head_bytes + body_bytes)});
  request_.body = request_.storage.slice(head_size, body_bytes);
  const std::string_view text = request_.storage.view();
  request_.method = llhttp_method_name(static_cast<llhttp_method_t>(parser_.method));
  request_.target = origin_form(text.substr(target_.offset, target_.size));
  request_.headers.reserve(headers_.size());
  for (const HeaderSpan& header : headers_) {
    request_.headers.push_back({text.substr(header.name.offset, header.name.size),
                                trimmed(text.substr(header.value.offset, header.value.size))});
  }
}

int HttpParser::check_head() const {
  if (!version_seen_) return 400;
  if (parser_.http_major != 1) return 505;
  return check_headers();
}

int HttpParser::check_headers() const {
  std::size_t hosts = 0;
  std::size_t transfer_encodings = 0;
  std::string_view transfer_encoding;
  for (const auto& [name, value] : request_.headers) {
    if (name.empty()) return 400;
    if (equal_ignoring_case(name, "Host")) ++hosts;
    if (equal_ignoring_case(name, "Transfer-Encoding")) {
      ++transfer_encodings;
      transfer_encoding = value;
    }
  }
  // RFC 9112, 3.2.
  if (hosts > 1 || (hosts == 0 && !old_version())) return 400;
  // Should llhttp and we ever disagree, we would not know where the next request begins.
  const bool chunked = (parser_.flags & F_CHUNKED) != 0;
  if (!chunked && equal_ignoring_case(transfer_encoding, "chunked")) return 400;
  return check_transfer_encoding(transfer_encoding, transfer_encodings, old_version());
}

HttpParser::Result HttpParser::feed_counted(std::string_view bytes) {
  const std::size_t used = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
  if (body_.empty()) {
    body_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, initial_body_bytes)));
  }
  body_.append(bytes.substr(0, used));
  body_left_ -= used;
  return body_left_ > 0 ? Result{Outcome::incomplete, used} : finish_body(used);
}

HttpParser::Result HttpParser::feed_chunked(std::string_view bytes) {
  const llhttp_errno_t error = llhttp_execute(&parser_, bytes.data(), bytes.size());
  if (too_large_) return finish_too_large(bytes.size());
  if (error == HPE_PAUSED) {
    return finish_body(static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - bytes.data()));
  }
  chunked_raw_bytes_ += bytes.size();
  if (error != HPE_OK || chunk_overhead_excessive()) return fail(400);
  return {Outcome::incomplete, bytes.size()};
}

/// Chunk extensions and trailers have no length of their own to check: without a bound a client could send
/// them for ever. One byte per chunk, the wordiest honest framing, costs five bytes more per byte.
bool HttpParser::chunk_overhead_excessive() const {
  return chunked_raw_bytes_ > limits_.max_header_bytes + 8 * static_cast<std::uint64_t>(body_.size());
}

int HttpParser::on_body(const char* at, std::size_t size) {
  if (body_.size() + size > limits_.max_body_bytes) {
    too_large_ = true;
    return -1;
  }
  body_.append(at, size);
  return 0;
}

HttpParser::Result HttpParser::finish_body(std::size_t used) {
  phase_ = Phase::done;
  request_.body = base::SharedBytes::copy(body_);
  body_ = {};
  return {Outcome::complete, used};
}

HttpParser::Result HttpParser::finish_too_large(std::size_t used) {
  phase_ = Phase::done;
  request_.body_too_large = true;
  body_ = {};
  return {Outcome::complete, used};
}

/// For callbacks: remembers why, and makes llhttp stop.
int HttpParser::refuse(int status) {
  status_ = status;
  return -1;
}

HttpParser::Result HttpParser::fail(int status) {
  phase_ = Phase::done;
  status_ = status;
  return {Outcome::failed, 0};
}

int HttpParser::status_of(llhttp_errno_t error) const {
  if (status_ != 0) return status_;
  if (error == HPE_PAUSED_H2_UPGRADE) return 505;
  if (error == HPE_INVALID_VERSION && version_seen_ && parser_.http_major != 1) return 505;
  return 400;
}

}  // namespace engineio::net

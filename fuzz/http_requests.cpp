// A stream of HTTP requests: however it is cut into pieces, the same requests come out, and no limit is
// passed.

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_parser.hpp"
#include "target.hpp"

using engineio::HttpRequest;
using engineio::NetworkOptions;
using engineio::net::HttpParser;
using Outcome = HttpParser::Outcome;

namespace {

/// So wide that no input reaches them: where a stream passes one may depend on its pieces.
NetworkOptions wide() {
  NetworkOptions options;
  options.max_body_bytes = 1 << 20;
  options.max_header_bytes = 1 << 20;
  options.max_target_bytes = 1 << 20;
  options.max_headers = 1 << 16;
  return options;
}

NetworkOptions narrow() {
  NetworkOptions options;
  options.max_target_bytes = 40;
  options.max_header_bytes = 400;
  options.max_headers = 4;
  options.max_body_bytes = 10;
  return options;
}

std::string described(const HttpParser& parser, const HttpRequest& request) {
  std::string text(request.method);
  text.append(" ").append(request.target).append("\n");
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\n");
  }
  text += std::to_string(static_cast<int>(request.upgrade)) + (parser.keep_alive() ? " keep-alive" : "") +
          (parser.old_version() ? " old" : "") + (parser.expects_continue() ? " continue" : "");
  return text.append("\n").append(request.body.view());
}

void check_limits(const HttpRequest& request, const NetworkOptions& limits) {
  FUZZ_CHECK(request.target.size() <= limits.max_target_bytes);
  FUZZ_CHECK(request.headers.size() <= limits.max_headers);
  FUZZ_CHECK(request.body.size() <= limits.max_body_bytes);
  FUZZ_CHECK(!request.body_too_large || request.body.empty());
  std::size_t bytes = request.target.size();
  for (const auto& header : request.headers) {
    FUZZ_CHECK(!header.name.empty());
    FUZZ_CHECK(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    bytes += header.name.size() + header.value.size();
  }
  FUZZ_CHECK(bytes <= limits.max_header_bytes);
}

bool one_of(int status, std::initializer_list<int> known) {
  return std::find(known.begin(), known.end(), status) != known.end();
}

/// What a connection makes of the stream, up to where it would be closed.
class Connection {
 public:
  explicit Connection(const NetworkOptions& limits) : limits_(limits), parser_(limits) {}

  void read(std::string_view piece) {
    while (!ended_ && !piece.empty()) {
      const HttpParser::Result result = parser_.feed(piece);
      FUZZ_CHECK(result.used <= piece.size());
      piece.remove_prefix(result.used);
      if (result.outcome == Outcome::failed) return end();
      if (result.outcome == Outcome::complete) {
        complete();
      } else {
        FUZZ_CHECK(piece.empty());
        FUZZ_CHECK(!parser_.idle());
      }
    }
  }
  /// The requests, and the status at the end or what is left open.
  std::vector<std::string> seen() const {
    auto all = seen_;
    if (!ended_) all.push_back(parser_.idle() ? "idle" : parser_.in_body() ? "in body" : "in head");
    return all;
  }

 private:
  void end() {
    FUZZ_CHECK(one_of(parser_.status(), {400, 414, 431, 501, 505}));
    seen_.push_back(std::to_string(parser_.status()));
    ended_ = true;
  }
  void complete() {
    const HttpRequest request = parser_.take();
    check_limits(request, limits_);
    seen_.push_back(described(parser_, request));
    ended_ = !parser_.keep_alive() || request.upgrade != HttpRequest::Upgrade::none || request.body_too_large;
    parser_.reset();
    FUZZ_CHECK(parser_.idle());
  }

  const NetworkOptions& limits_;
  HttpParser parser_;
  std::vector<std::string> seen_;
  bool ended_ = false;
};

std::vector<std::string> read(std::string_view stream, fuzz::Pieces pieces, const NetworkOptions& limits) {
  Connection connection(limits);
  while (!stream.empty()) connection.read(pieces.take(stream));
  return connection.seen();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const NetworkOptions limits = wide();
  static const NetworkOptions small_limits = narrow();
  const std::string_view stream = fuzz::text_of(data, size);
  const auto expected = read(stream, fuzz::Pieces::whole(), limits);
  for (const auto& pieces : fuzz::ways_to_split(stream)) {
    FUZZ_CHECK(read(stream, pieces, limits) == expected);
    read(stream, pieces, small_limits);
  }
  return 0;
}

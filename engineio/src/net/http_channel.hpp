// engineio/src/net/http_channel.hpp - the HTTP/1.1 side of a connection: one exchange at a time.
//
// Requests that are no requests are answered here. The next pipelined request is read only after the answer
// to the one before it.
// Protocol: RFC 9112, RFC 9110. Thread: its loop's. Lifetime: owned by the connection, gone after the
// upgrade.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "net/deflate_negotiation.hpp"
#include "net/http_parser.hpp"

namespace engineio::net {

class Connection;
class MessageDeflate;

class HttpChannel {
 public:
  HttpChannel(Connection& connection, std::string remote_address);

  void start();
  /// @return bytes used; none while an answer is awaited.
  std::size_t consume(std::string_view bytes);
  void on_eof();
  void on_deadline();
  void respond(const HttpResponse& response);
  /// Writes the 101; `deflate` becomes what it agrees to, if it does.
  /// @return false, and does nothing, when no upgrade request waits for it.
  bool accept(const std::vector<HttpHeader>& headers, std::unique_ptr<MessageDeflate>& deflate);

 private:
  struct Upgrade {
    std::string key;
    std::optional<DeflateOffer> deflate;
  };

  void on_incomplete();
  void on_head();
  void on_complete();
  void note_head(const HttpRequest& head);
  void note_upgrade(HttpRequest& request);
  void refuse(int status);
  void write(const HttpResponse& response, bool close);
  void next_request();

  HttpParser& parser();
  bool between_requests() const { return !parser_ || parser_->idle(); }

  Connection& connection_;
  std::unique_ptr<HttpParser> parser_;  // from the first byte of a request to its last
  std::string remote_address_;
  std::unique_ptr<const Upgrade> upgrade_;  // asked for, and waits for accept()
  bool begun_ = false;                      // the first bytes of a head are there
  bool head_reported_ = false;
  bool awaiting_answer_ = false;  // a complete request was reported
  bool answered_ = false;         // at least one exchange is over
  bool head_request_ = false;
  bool old_version_ = false;  // HTTP/1.0
  bool last_ = false;         // nothing is read behind this request
};

}  // namespace engineio::net

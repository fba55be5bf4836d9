#include "net/http_channel.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "net/connection.hpp"
#include "net/http_writer.hpp"
#include "net/io_loop.hpp"
#include "net/message_deflate.hpp"
#include "net/websocket_handshake.hpp"

namespace engineio::net {
namespace {

/// A peer that closed its sending side may still read: it gets this long for answers that are on their way.
/// When it has closed altogether, a waiting poll is reported gone this much later.
constexpr std::chrono::milliseconds half_close_grace{100};

}  // namespace

HttpChannel::HttpChannel(Connection& connection, std::string remote_address)
    : connection_(connection), remote_address_(std::move(remote_address)) {}

HttpParser& HttpChannel::parser() {
  if (!parser_) parser_ = connection_.loop().take_parser();
  return *parser_;
}

void HttpChannel::start() { connection_.set_deadline(connection_.loop().options().header_timeout); }

std::size_t HttpChannel::consume(std::string_view bytes) {
  std::size_t used = 0;
  while (!awaiting_answer_ && connection_.open() && used < bytes.size()) {
    const HttpParser::Result result = parser().feed(bytes.substr(used));
    used += result.used;
    switch (result.outcome) {
      case HttpParser::Outcome::incomplete:
        on_incomplete();
        break;
      case HttpParser::Outcome::head:
        on_head();
        break;
      case HttpParser::Outcome::complete:
        on_complete();
        break;
      case HttpParser::Outcome::failed:
        refuse(parser_->status());
        break;
    }
  }
  return used;
}

void HttpChannel::on_incomplete() {
  const NetworkOptions& options = connection_.loop().options();
  if (parser_->in_body()) return connection_.set_deadline(options.body_timeout);
  // Once per head: a byte now and then must not keep it alive.
  if (!std::exchange(begun_, true)) connection_.set_deadline(options.header_timeout);
}

void HttpChannel::on_head() {
  note_head(parser_->head());
  head_reported_ = true;
  if (parser_->expects_continue()) connection_.out().append("HTTP/1.1 100 Continue\r\n\r\n");
  connection_.set_deadline(connection_.loop().options().body_timeout);
  HttpRequest head = parser_->head();
  head.remote_address = remote_address_;
  head.secure = connection_.secure();
  connection_.report(RequestHeadEvent{std::move(head)});
}

void HttpChannel::on_complete() {
  if (!head_reported_) note_head(parser_->head());
  awaiting_answer_ = true;
  if (connection_.peer_finished()) {
    connection_.set_deadline(half_close_grace);
  } else {
    connection_.clear_deadline();
  }
  HttpRequest request = parser_->take();
  connection_.loop().give_back(std::move(parser_));
  request.remote_address = remote_address_;
  request.secure = connection_.secure();
  if (request.body_too_large) last_ = true;
  if (request.upgrade == HttpRequest::Upgrade::websocket) note_upgrade(request);
  connection_.report(RequestEvent{std::move(request)});
}

void HttpChannel::note_head(const HttpRequest& head) {
  head_request_ = head.method == "HEAD";
  old_version_ = parser_->old_version();
  last_ = !parser_->keep_alive() || head.upgrade != HttpRequest::Upgrade::none;
}

void HttpChannel::note_upgrade(HttpRequest& request) {
  DeflateOffers offers;
  if (connection_.loop().deflate() != nullptr) offers = find_deflate_offer(request);
  if (offers.malformed) {
    request.upgrade = HttpRequest::Upgrade::malformed;
    return;
  }
  const std::string_view key = request.header("Sec-WebSocket-Key");
  upgrade_ = std::make_unique<const Upgrade>(Upgrade{std::string(key), offers.first});
}

void HttpChannel::respond(const HttpResponse& response) {
  if (!awaiting_answer_ && !head_reported_) return;
  // Answered early: where the next request would begin is not known.
  const bool close = last_ || !awaiting_answer_ || response.close || connection_.loop().stopping();
  write(response, close);
  if (close) return connection_.finish({});
  next_request();
}

void HttpChannel::write(const HttpResponse& response, bool close) {
  const ResponseFraming framing{.head_request = head_request_, .close = close, .old_version = old_version_};
  WriteQueue& queue = connection_.out();
  queue.append_with([&](std::string& out) { append_response_head(out, response, framing); });
  if (has_body(response, framing)) queue.append(response.body);
}

void HttpChannel::next_request() {
  if (parser_) connection_.loop().give_back(std::move(parser_));
  begun_ = head_reported_ = awaiting_answer_ = head_request_ = false;
  answered_ = true;
  connection_.set_deadline(connection_.loop().options().keep_alive_timeout);
  connection_.process_kept_input();
  if (connection_.peer_finished() && !awaiting_answer_) connection_.finish({});
}

bool HttpChannel::accept(const std::vector<HttpHeader>& headers, std::unique_ptr<MessageDeflate>& deflate) {
  if (!awaiting_answer_ || !upgrade_) return false;
  if (upgrade_->deflate) deflate = connection_.loop().deflate()->accept(*upgrade_->deflate);
  const std::string extensions = deflate ? deflate->agreement().header() : std::string();
  connection_.out().append_with(
      [&](std::string& out) { append_switching_protocols(out, upgrade_->key, extensions, headers); });
  return true;
}

void HttpChannel::refuse(int status) {
  head_request_ = old_version_ = false;
  write({.status = status, .headers = {}, .body = {}, .close = true}, true);
  connection_.finish(std::make_error_code(status == 408 ? std::errc::timed_out : std::errc::protocol_error));
}

void HttpChannel::on_eof() {
  if (awaiting_answer_) return connection_.set_deadline(half_close_grace);
  if (!between_requests()) return connection_.drop(std::make_error_code(std::errc::connection_aborted));
  connection_.finish({});
}

void HttpChannel::on_deadline() {
  if (awaiting_answer_) {
    if (connection_.peer_finished()) connection_.drop({});
    return;
  }
  const bool waited_for_next = between_requests() && answered_;
  if (waited_for_next) return connection_.finish({});
  refuse(408);
}

}  // namespace engineio::net

#include "http_connection.hpp"

#include "failure.hpp"
#include "http_response.hpp"

namespace bench {
namespace {

constexpr std::string_view common_headers = "Accept: */*\r\nConnection: keep-alive\r\n";

}  // namespace

void HttpConnection::get(std::string_view session) {
  request(endpoint_.request_start("GET", "polling", session).append(common_headers).append("\r\n"));
}

void HttpConnection::post(std::string_view session, std::string_view body) {
  std::string text = endpoint_.request_start("POST", "polling", session);
  text.append(common_headers).append("Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ");
  text.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  request(text);
}

void HttpConnection::request(const std::string& text) {
  busy_ = true;
  if (!stream_.is_open()) stream_.open(endpoint_.port);
  stream_.send(text);
}

void HttpConnection::close() {
  busy_ = false;
  stream_.close(endpoint_.reset);
}

std::size_t HttpConnection::on_bytes(std::string_view bytes) {
  const auto response = read_response(bytes, chunked_body_);
  if (!response) return 0;
  if (!busy_ || response->size_bytes != bytes.size())
    throw Failure(Exit::wrong_answer, "more HTTP responses than requests");
  busy_ = false;
  if (response->status == 200)
    listener_.on_response(*this, response->body);
  else
    fail("HTTP status " + std::to_string(response->status) + " " + std::string(response->body));
  return bytes.size();
}

// A server may end a keep-alive connection that it has not heard of for a while.
void HttpConnection::on_lost(std::string_view why) {
  if (busy_) fail(why);
}

void HttpConnection::fail(std::string_view why) {
  close();
  listener_.on_http_lost(why);
}

}  // namespace bench

// http_connection.hpp - a keep-alive connection for the requests of the polling transport, one at a time.
#pragma once

#include <string>
#include <string_view>

#include "endpoint.hpp"
#include "stream.hpp"

namespace bench {

class HttpConnection;

class HttpListener {
 public:
  virtual void on_response(HttpConnection& connection, std::string_view body) = 0;
  /// Not status 200, or the connection broke during a request. Not called after close().
  virtual void on_http_lost(std::string_view why) = 0;

 protected:
  ~HttpListener() = default;
};

class HttpConnection final : private StreamListener {
 public:
  HttpConnection(EventLoop& loop, const Endpoint& endpoint, HttpListener& listener)
      : endpoint_(endpoint), listener_(listener), stream_(loop, *this) {}

  /// Connects if there is no connection. @pre !busy()
  void get(std::string_view session);
  void post(std::string_view session, std::string_view body);
  void close();

  /// A request waits for its response.
  bool busy() const { return busy_; }

 private:
  void request(const std::string& text);
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost(std::string_view why) override;
  void fail(std::string_view why);

  const Endpoint& endpoint_;
  HttpListener& listener_;
  Stream stream_;
  std::string chunked_body_;
  bool busy_ = false;
};

}  // namespace bench

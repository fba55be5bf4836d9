// polling_client.hpp - a client on HTTP long-polling: one connection waits in a GET, the other one posts.
#pragma once

#include <string>
#include <string_view>

#include "client.hpp"
#include "http_connection.hpp"

namespace bench {

class PollingClient : public Client, private HttpListener {
 public:
  PollingClient(std::size_t index, ClientListener& listener, EventLoop& loop, const Endpoint& endpoint)
      : Client(index, listener, endpoint), poll_(loop, endpoint, *this), post_(loop, endpoint, *this) {}

  using Client::send;
  /// Packets leave at once, or together after the POST that is under way.
  void send(std::span<const Message* const> messages) override;

 protected:
  void on_session(std::string_view id) override;
  void on_namespace_connected() override;
  void send_pong() override { enqueue("3"); }
  void close_connections() override;
  bool request_under_way() const { return poll_.busy() || post_.busy(); }

 private:
  void on_start() override { poll_.get({}); }
  virtual void on_polling_ready() { listener().on_ready(*this); }
  /// A request was answered, and what follows from it has been sent.
  virtual void on_request_done() {}
  /// False: no further GET.
  virtual bool polls() const { return true; }

  void on_response(HttpConnection& connection, std::string_view body) override;
  void on_http_lost(std::string_view why) override { fail(why); }
  void on_polled(std::string_view payload);
  void on_posted(std::string_view body);
  void enqueue(std::string_view packet);
  void flush();
  void check_ready();

  HttpConnection poll_;
  HttpConnection post_;
  std::string session_;
  std::string outgoing_;
  bool namespace_connected_ = false;
  bool connect_posted_ = false;
  bool ready_ = false;
};

}  // namespace bench

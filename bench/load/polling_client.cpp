#include "polling_client.hpp"

#include <algorithm>

#include "failure.hpp"

namespace bench {
namespace {

constexpr char separator = '\x1e';

}  // namespace

void PollingClient::send(std::span<const Message* const> messages) {
  for (const Message* message : messages) enqueue(message->packet);
  flush();
}

void PollingClient::on_session(std::string_view id) {
  session_ = id;
  post_.post(session_, connect_packet());
}

void PollingClient::on_namespace_connected() {
  namespace_connected_ = true;
  check_ready();
}

void PollingClient::close_connections() {
  poll_.close();
  post_.close();
}

void PollingClient::on_response(HttpConnection& connection, std::string_view body) {
  if (&connection == &poll_)
    on_polled(body);
  else
    on_posted(body);
  if (!closed()) on_request_done();
}

void PollingClient::on_polled(std::string_view payload) {
  while (!payload.empty() && !closed()) {
    const std::size_t end = std::min(payload.find(separator), payload.size());
    receive(payload.substr(0, end));
    payload.remove_prefix(std::min(end + 1, payload.size()));
  }
  if (closed()) return;
  if (polls()) poll_.get(session_);
  listener().on_read_done(*this);
  flush();
}

void PollingClient::on_posted(std::string_view body) {
  if (body != "ok") throw Failure(Exit::wrong_answer, "POST answered " + std::string(body));
  connect_posted_ = true;
  check_ready();
  if (!closed()) flush();
}

void PollingClient::enqueue(std::string_view packet) {
  if (!outgoing_.empty()) outgoing_ += separator;
  outgoing_ += packet;
}

void PollingClient::flush() {
  if (outgoing_.empty() || post_.busy()) return;
  post_.post(session_, outgoing_);
  outgoing_.clear();
}

void PollingClient::check_ready() {
  if (ready_ || !namespace_connected_ || !connect_posted_) return;
  ready_ = true;
  on_polling_ready();
}

}  // namespace bench

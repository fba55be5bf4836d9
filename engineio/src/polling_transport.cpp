#include "polling_transport.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "engine.hpp"
#include "engineio/codec.hpp"
#include "live_session.hpp"

namespace engineio {
namespace {

/// How long an orderly close waits for the GET that takes the close packet.
constexpr std::chrono::seconds close_timeout{30};
/// A queue that once grew beyond this many packets gives its memory back.
constexpr std::size_t kept_queue_capacity = 16;

Frame text_frame(PacketType type) { return Frame::text({encode_packet(type)}); }

bool is_old_internet_explorer(std::string_view user_agent) {
  return user_agent.find(";MSIE") != std::string_view::npos ||
         user_agent.find("Trident/") != std::string_view::npos;
}

/// Internet Explorer's filter would mangle payloads that look like markup.
void append_legacy_headers(std::vector<HttpHeader>& headers, const HttpRequest& request) {
  if (is_old_internet_explorer(request.header("user-agent"))) headers.push_back({"X-XSS-Protection", "0"});
}

/// Shows the POST to the application while its messages are handed over.
class CurrentRequest {
 public:
  CurrentRequest(Engine& engine, const LiveSession& session, const HttpRequest& post) : engine_(engine) {
    engine_.current_request = &post;
    engine_.current_session = &session;
  }
  CurrentRequest(const CurrentRequest&) = delete;
  CurrentRequest& operator=(const CurrentRequest&) = delete;
  ~CurrentRequest() {
    engine_.current_request = nullptr;
    engine_.current_session = nullptr;
  }

 private:
  Engine& engine_;
};

}  // namespace

PollingTransport::PollingTransport(Engine& engine, LiveSession& session, PayloadFormat format)
    : engine_(engine), session_(session), format_(format) {}

void PollingTransport::open(ConnId connection, const HttpRequest& request, std::vector<HttpHeader> headers) {
  const bool compressible = engine_.options.http_compression_threshold.has_value();
  poll_.connection = connection;
  if (compressible) poll_.coding = accepted_coding(request);
  poll_.headers = std::move(headers);
  append_legacy_headers(poll_.headers, request);
  engine_.owners.attach(connection, session_);
}

void PollingTransport::send(const Frame& packet, bool compress) {
  queue(packet);
  queue_.back().compress = compress;
  compress_queue_ = compress_queue_ || compress;
  if (over_limit() && polled()) answer_poll(compress_queue_);
  if (over_limit()) session_.on_overflow();
  if (polled()) session_.flush_later();
}

void PollingTransport::queue(const Frame& packet) {
  queue_.push_back(packet);
  queued_bytes_ += packet.bytes.size();
}

bool PollingTransport::over_limit() const {
  // Small packets cost more than their bytes.
  return queued_bytes_ + queue_.size() * sizeof(Frame) > engine_.options.max_buffered_bytes;
}

void PollingTransport::flush() {
  if (!polled() || queue_.empty()) return;
  answer_poll(compress_queue_);
  session_.on_sent();
}

void PollingTransport::answer_poll(bool compress) {
  Poll poll = std::exchange(poll_, {});
  engine_.owners.detach(poll.connection);
  HttpResponse response;
  response.headers = std::move(poll.headers);
  response.headers.reserve(response.headers.size() + 3);
  format_.write(response, queue_, session_.handshake());
  response.add("Cache-Control", "no-store");
  const std::size_t threshold = engine_.options.http_compression_threshold.value_or(0);
  const bool worth_it = compress && response.body.size() >= threshold;
  if (worth_it || poll.coding.required) compress_body(response, poll.coding.best);
  drop_queue();
  engine_.wire.respond(poll.connection, std::move(response));
}

void PollingTransport::compress_body(HttpResponse& response, ContentCoding coding) {
  if (coding == ContentCoding::identity) return;
  auto compressed = engine_.compressor.compress(coding, response.body.view());
  if (!compressed) return;
  response.body = *std::move(compressed);
  response.add("Content-Encoding", std::string(to_string(coding)));
}

bool PollingTransport::close() {
  closing_ = true;
  if (polled() && queue_.empty()) {
    queue(text_frame(PacketType::close));
    answer_poll(false);
    return true;
  }
  // Never in the payload of a message: the JavaScript client handles a close packet before the messages it
  // decoded in front of it, and a Socket.IO DISCONNECT among them would come too late to be believed.
  flush();
  close_timer_ = engine_.timers.after(close_timeout, [this] { session_.end(CloseReason::forced_close); });
  return false;
}

void PollingTransport::discard(Farewell farewell) {
  drop_queue();
  if (polled()) {
    queue(text_frame(farewell == Farewell::noop ? PacketType::noop : PacketType::close));
    answer_poll(false);
  }
  if (post_.valid()) {
    engine_.owners.detach(post_);
    engine_.wire.abort(std::exchange(post_, {}));
  }
}

std::vector<Frame> PollingTransport::retire() {
  auto unsent = std::exchange(queue_, {});
  drop_queue();
  release_poll();
  // A body still on its way belongs to nobody now; once complete it is refused like any later request.
  engine_.owners.detach(std::exchange(post_, {}));
  return unsent;
}

bool PollingTransport::release_poll() {
  if (!polled() || !queue_.empty()) return false;
  queue(text_frame(PacketType::noop));
  answer_poll(false);
  return true;
}

void PollingTransport::drop_queue() {
  queue_.clear();
  if (queue_.capacity() > kept_queue_capacity) queue_.shrink_to_fit();
  queued_bytes_ = 0;
  compress_queue_ = false;
}

void PollingTransport::on_request_head(ConnId connection, const HttpRequest& head) {
  if (head.method != "POST") return;
  if (post_.valid()) return refuse_overlap(connection, head);
  post_ = connection;
  engine_.owners.attach(connection, session_);
}

void PollingTransport::forget_request(ConnId connection) {
  if (connection == post_) engine_.owners.detach(std::exchange(post_, {}));
}

void PollingTransport::on_request(ConnId connection, const HttpRequest& request) {
  if (request.method == "GET") return on_get(connection, request);
  if (request.method == "POST") return on_post(connection, request);
  respond(connection, request, 405);
}

void PollingTransport::on_get(ConnId connection, const HttpRequest& request) {
  if (polled()) return refuse_overlap(connection, request);
  open(connection, request, engine_.headers_for(request));
  if (!queue_.empty()) return flush();
  if (!closing_) return session_.on_writable();
  queue(text_frame(PacketType::noop));
  queue(text_frame(PacketType::close));
  answer_poll(false);
  session_.end(CloseReason::forced_close);
}

void PollingTransport::on_post(ConnId connection, const HttpRequest& request) {
  if (post_.valid() && post_ != connection) return refuse_overlap(connection, request);
  engine_.owners.detach(std::exchange(post_, {}));
  if (request.body_too_large) return respond(connection, request, 413);
  if (!format_.accepts(request)) {
    respond(connection, request, 400);
    return session_.end(CloseReason::transport_error, "invalid content");
  }
  // Clients of protocol 3 learn of a bad payload by the end of the session only, as from the reference.
  if (deliver(request) || session_.protocol() == Protocol::v3) {
    respond(connection, request, 200, "ok");
  } else {
    respond(connection, request, 400);
  }
}

void PollingTransport::refuse_overlap(ConnId connection, const HttpRequest& request) {
  respond(connection, request, 400);
  session_.end(CloseReason::transport_error, "overlap from client");
}

bool PollingTransport::deliver(const HttpRequest& post) {
  const CurrentRequest current(engine_, session_, post);
  auto decoded = format_.read(post, engine_.options.max_packets_per_payload);
  for (Packet& packet : decoded.packets) {
    if (!session_.on_packet(std::move(packet))) return false;
  }
  // Whatever stands behind a close packet is not looked at.
  if (!decoded.error || session_.ended()) return true;
  session_.end(CloseReason::parse_error);
  return false;
}

void PollingTransport::respond(ConnId connection, const HttpRequest& request, int status,
                               std::string_view body) {
  HttpResponse response;
  response.status = status;
  response.headers = engine_.headers_for(request);
  if (!body.empty()) response.add("Content-Type", "text/html").add("Cache-Control", "no-store");
  append_legacy_headers(response.headers, request);
  response.body = base::SharedBytes::copy(body);
  engine_.wire.respond(connection, std::move(response));
}

void PollingTransport::on_closed(ConnId connection, std::error_code) {
  if (connection == poll_.connection) {
    poll_ = {};
    session_.end(CloseReason::transport_error, "poll connection closed prematurely");
  } else if (connection == post_) {
    post_ = {};
    session_.end(CloseReason::transport_error, "data request connection closed prematurely");
  }
}

}  // namespace engineio

// engineio/src/polling_transport.hpp - packets through HTTP: one GET waits for them, POSTs bring them.
//
// Protocol: Engine.IO 4 and 3, "HTTP long-polling", with the reference's answers to overlapping, aborted and
// oversized requests.
// Thread: hub.
#pragma once

#include <vector>

#include "base/timers.hpp"
#include "compression.hpp"
#include "payload_format.hpp"
#include "transport.hpp"

namespace engineio {

struct Engine;
class LiveSession;

class PollingTransport final : public Transport {
 public:
  PollingTransport(Engine& engine, LiveSession& session, PayloadFormat format);

  /// The handshake request is the first poll.
  void open(ConnId connection, const HttpRequest& request, std::vector<HttpHeader> headers);

  TransportName name() const override { return TransportName::polling; }
  bool writable() const override { return polled() && queue_.empty(); }
  std::size_t buffered_bytes() const override { return queued_bytes_; }
  void send(const Frame& packet, bool compress) override;
  void flush() override;
  bool close() override;
  void discard(Farewell farewell) override;
  void on_request_head(ConnId connection, const HttpRequest& head) override;
  void forget_request(ConnId connection) override;
  void on_request(ConnId connection, const HttpRequest& request) override;
  void on_closed(ConnId connection, std::error_code reason) override;
  std::vector<Frame> retire() override;
  bool release_poll() override;

 private:
  /// A GET that waits for packets. Of the request itself only this is kept.
  struct Poll {
    ConnId connection;
    AcceptedCoding coding;
    std::vector<HttpHeader> headers;
  };

  /// A GET waits.
  bool polled() const { return poll_.connection.valid(); }
  void on_get(ConnId connection, const HttpRequest& request);
  void on_post(ConnId connection, const HttpRequest& request);
  void refuse_overlap(ConnId connection, const HttpRequest& request);
  void respond(ConnId connection, const HttpRequest& request, int status, std::string_view body = {});
  /// @return false when a packet or the payload broke the protocol, which ended the session.
  bool deliver(const HttpRequest& post);

  void queue(const Frame& packet);
  /// Sends everything queued as the answer. @pre polled().
  void answer_poll(bool compress);
  void drop_queue();
  void compress_body(HttpResponse& response, ContentCoding coding);
  bool over_limit() const;

  Engine& engine_;
  LiveSession& session_;
  Poll poll_;    ///< no valid connection: no GET waits
  ConnId post_;  ///< the POST whose body is arriving
  std::vector<Frame> queue_;
  std::size_t queued_bytes_ = 0;
  base::Timer close_timer_;
  const PayloadFormat format_;
  bool compress_queue_ = false;  ///< a queued packet may be compressed
  bool closing_ = false;
};

}  // namespace engineio

#include "client.hpp"

#include "failure.hpp"
#include "packet.hpp"

namespace bench {

void Client::start() {
  started_at_ = Clock::now();
  on_start();
}

void Client::send(const Message& message) {
  const Message* const one = &message;
  send(std::span(&one, 1));
}

void Client::close() {
  closed_ = true;
  close_connections();
}

void Client::receive(std::string_view text) {
  const Packet packet = parse_packet(text);
  switch (packet.kind) {
    case Packet::Kind::ack:
      return listener_.on_ack(*this, packet.id, packet.data);
    case Packet::Kind::event:
      return listener_.on_event(*this, packet.data);
    case Packet::Kind::binary_ack:
      expects_attachment_ = true;
      attachment_ack_ = packet.id;
      return;
    case Packet::Kind::ping:
      ++pings_;
      return send_pong();
    case Packet::Kind::open:
      return on_session(session_id(packet.data));
    case Packet::Kind::connected:
      socket_id_ = session_id(packet.data);
      listener_.on_connected(*this);
      return on_namespace_connected();
    case Packet::Kind::pong:
      return on_probe_answered();
    case Packet::Kind::noop:
      return;
    case Packet::Kind::close:
      return fail("close packet");
    case Packet::Kind::connect_error:
    case Packet::Kind::unknown:
      throw Failure(Exit::wrong_answer, "unexpected packet " + excerpt(text));
  }
}

void Client::receive_attachment(std::string_view bytes) {
  if (!expects_attachment_) throw Failure(Exit::wrong_answer, "attachment without a packet");
  expects_attachment_ = false;
  listener_.on_ack(*this, attachment_ack_, bytes);
}

void Client::fail(std::string_view why) {
  if (closed_) return;
  close();
  listener_.on_failed(*this, why);
}

void Client::on_probe_answered() { throw Failure(Exit::wrong_answer, "pong without a probe"); }

}  // namespace bench

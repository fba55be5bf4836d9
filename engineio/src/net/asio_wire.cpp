#include "net/asio_wire.hpp"

#include <utility>
#include <variant>

#include "net/io_loop.hpp"

namespace engineio::net {

void AsioWire::add_loop(IoLoop& loop) { lanes_.push_back({.loop = &loop, .peers = {}, .outbox = {}}); }

void AsioWire::respond(ConnId connection, HttpResponse response) {
  command(connection, RespondCommand{std::move(response)});
}

void AsioWire::accept(ConnId connection, std::vector<HttpHeader> headers) {
  command(connection, AcceptCommand{std::move(headers)});
}

void AsioWire::close(ConnId connection, std::uint16_t code) { command(connection, CloseCommand{code}); }

void AsioWire::abort(ConnId connection) { command(connection, AbortCommand{}); }

void AsioWire::command(ConnId id, RareCommand what) {
  thread_.assert_here();
  if (find(id) == nullptr) return;
  note_first(lanes_[id.loop]);
  lanes_[id.loop].outbox.push_back(
      {.connection = id, .frame = {}, .rare = std::make_unique<RareCommand>(std::move(what)), .more = {}});
}

void AsioWire::command(Lane& lane, RareCommand what) {
  note_first(lane);
  lane.outbox.push_back(
      {.connection = {}, .frame = {}, .rare = std::make_unique<RareCommand>(std::move(what)), .more = {}});
}

void AsioWire::send(ConnId connection, const Frame& frame) {
  thread_.assert_here();
  Peer* const peer = find(connection);
  if (peer == nullptr) return;
  // Unless the loop said otherwise, what earlier turns sent has been written.
  if (std::exchange(peer->turn, turn_) != turn_ && !peer->stalled) peer->written_bytes = peer->sent_bytes;
  peer->sent_bytes += frame.bytes.size();

  note_first(lanes_[connection.loop]);
  std::vector<WireCommand>& outbox = lanes_[connection.loop].outbox;
  if (!outbox.empty() && !outbox.back().rare && same_bytes(outbox.back().frame.bytes, frame.bytes) &&
      outbox.back().frame.binary == frame.binary && outbox.back().frame.compress == frame.compress) {
    outbox.back().more.push_back(connection);
  } else {
    outbox.push_back({.connection = connection, .frame = frame, .rare = {}, .more = {}});
  }
}

std::size_t AsioWire::queued_bytes(ConnId connection) const {
  const Peer* const peer = find(connection);
  if (peer == nullptr || (!peer->stalled && peer->turn != turn_)) return 0;
  return static_cast<std::size_t>(peer->sent_bytes - peer->written_bytes);
}

void AsioWire::report_drained(ConnId connection) {
  thread_.assert_here();
  Peer* const peer = find(connection);
  if (peer == nullptr || std::exchange(peer->stalled, true)) return;
  if (peer->turn != turn_) peer->written_bytes = peer->sent_bytes;
  command(connection, ReportDrainedCommand{});
}

const AsioWire::Peer* AsioWire::find(ConnId id) const {
  if (!id.valid() || id.loop >= lanes_.size()) return nullptr;
  const std::vector<Peer>& peers = lanes_[id.loop].peers;
  return id.slot < peers.size() && peers[id.slot].generation == id.generation ? &peers[id.slot] : nullptr;
}

void AsioWire::meet(ConnId id) {
  std::vector<Peer>& peers = lanes_[id.loop].peers;
  if (id.slot >= peers.size()) peers.resize(id.slot + 1);
  if (peers[id.slot].generation != id.generation) peers[id.slot] = {.generation = id.generation};
}

void AsioWire::forget(ConnId id) {
  Peer* const peer = find(id);
  if (peer == nullptr) return;
  *peer = {};
  unused_end_.on_unused(lanes_[id.loop].peers, [](const Peer& last) { return last.generation == 0; });
}

void AsioWire::deliver_events() {
  thread_.assert_here();
  for (Lane& lane : lanes_) {
    lane.loop->events().drain(batch_);
    for (WireEvent& event : batch_) deliver(event);
    batch_.clear();
  }
}

void AsioWire::deliver(WireEvent& event) {
  if (event.rare) return deliver(event.connection, *event.rare);
  listener_->on_frame(event.connection, std::move(event.frame));
}

void AsioWire::deliver(ConnId id, RareEvent& event) {
  if (auto* const request = std::get_if<RequestEvent>(&event)) {
    meet(id);
    ++requests_;
    listener_->on_request(id, std::move(request->request));
  } else if (const auto* const head = std::get_if<RequestHeadEvent>(&event)) {
    meet(id);
    listener_->on_request_head(id, head->head);
  } else if (const auto* const queue = std::get_if<QueueEvent>(&event)) {
    on_queue(id, *queue);
  } else if (const auto* const closed = std::get_if<ClosedEvent>(&event)) {
    forget(id);
    listener_->on_closed(id, closed->reason);
  } else if (std::holds_alternative<LaggingEvent>(event)) {
    command(lanes_[id.loop], ResumeCommand{});
  } else {
    ++stopped_loops_;
  }
}

void AsioWire::on_queue(ConnId id, const QueueEvent& event) {
  Peer* const peer = find(id);
  if (peer == nullptr) return;
  peer->stalled = !event.empty;
  peer->written_bytes = event.written_bytes;
  if (event.empty) listener_->on_drained(id);
}

void AsioWire::flush() {
  thread_.assert_here();
  ++turn_;
  for (Lane& lane : lanes_) {
    if (lane.loop->commands().push_all(lane.outbox)) lane.loop->wake();
  }
}

void AsioWire::stop_accepting() {
  for (Lane& lane : lanes_) command(lane, StopAcceptingCommand{});
}

void AsioWire::add_to(NetworkStatistics& statistics) const {
  thread_.assert_here();
  statistics.requests = requests_;
  for (const Lane& lane : lanes_) {
    for (const Peer& peer : lane.peers) {
      if (!peer.stalled || peer.sent_bytes == peer.written_bytes) continue;
      ++statistics.stalled;
      statistics.queued_bytes += static_cast<std::size_t>(peer.sent_bytes - peer.written_bytes);
    }
  }
}

void AsioWire::shut_down() {
  for (Lane& lane : lanes_) command(lane, ShutdownCommand{});
}

void AsioWire::use(const TlsContext& tls) {
  for (Lane& lane : lanes_) command(lane, TlsCommand{tls});
}

}  // namespace engineio::net

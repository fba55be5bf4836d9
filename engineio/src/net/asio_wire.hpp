// engineio/src/net/asio_wire.hpp - Wire over loops: routes commands, counts what is under way, flushes turns.
//
// Commands collect per loop and go down once per turn; consecutive sends of the same bytes become one.
// Thread: hub. Lifetime: owned by Network; the loops outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/thread_check.hpp"
#include "base/unused_end.hpp"
#include "engineio/statistics.hpp"
#include "engineio/wire.hpp"
#include "net/wire_message.hpp"

namespace engineio::net {

class IoLoop;

class AsioWire final : public Wire {
 public:
  void add_loop(IoLoop& loop);
  /// Who hears of the events. @pre called before the first turn.
  void set_listener(WireListener& listener) { listener_ = &listener; }
  /// Called when commands begin to wait. Needed where they may come from outside of a turn.
  void on_first_command(std::function<void()> listener) { on_first_command_ = std::move(listener); }

  void respond(ConnId connection, HttpResponse response) override;
  void accept(ConnId connection, std::vector<HttpHeader> headers) override;
  void send(ConnId connection, const Frame& frame) override;
  void close(ConnId connection, std::uint16_t code) override;
  void abort(ConnId connection) override;
  std::size_t queued_bytes(ConnId connection) const override;
  void report_drained(ConnId connection) override;

  /// Hands the events that wait in the loops' mailboxes to the listener.
  void deliver_events();
  /// Sends the commands of this turn down.
  void flush();
  /// The same command for every loop.
  void stop_accepting();
  void shut_down();
  /// What waits for sockets, and the requests.
  void add_to(NetworkStatistics& statistics) const;
  void use(const TlsContext& tls);
  /// Every loop reported StoppedEvent.
  bool stopped() const { return stopped_loops_ == lanes_.size(); }

 private:
  /// What the hub knows of one connection.
  struct Peer {
    std::uint32_t generation = 0;     // 0: none in this slot
    bool stalled = false;             // the loop will report when everything is written
    std::uint64_t sent_bytes = 0;     // ever, by send()
    std::uint64_t written_bytes = 0;  // of them: when stalled as reported, else those of earlier turns
    std::uint64_t turn = 0;           // in which send() was last called
  };
  struct Lane {
    IoLoop* loop;
    std::vector<Peer> peers;  // by slot
    std::vector<WireCommand> outbox;
  };

  const Peer* find(ConnId id) const;
  Peer* find(ConnId id) { return const_cast<Peer*>(std::as_const(*this).find(id)); }
  void command(ConnId id, RareCommand what);
  /// For the loop itself.
  void command(Lane& lane, RareCommand what);
  void note_first(const Lane& lane) {
    if (lane.outbox.empty() && on_first_command_) on_first_command_();
  }
  void meet(ConnId id);
  void forget(ConnId id);
  void deliver(WireEvent& event);
  void deliver(ConnId id, RareEvent& event);
  void on_queue(ConnId id, const QueueEvent& event);

  std::vector<Lane> lanes_;
  WireListener* listener_ = nullptr;
  std::function<void()> on_first_command_;
  std::vector<WireEvent> batch_;
  std::uint64_t turn_ = 1;
  base::UnusedEnd unused_end_;
  std::size_t stopped_loops_ = 0;
  std::uint64_t requests_ = 0;
  base::ThreadCheck thread_;
};

}  // namespace engineio::net

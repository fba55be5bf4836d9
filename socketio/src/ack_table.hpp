// socketio/src/ack_table.hpp - answers a namespace waits for, each with a deadline.
//
// Ids count from 0 and are shared by single emits and broadcasts. Thread: hub.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/timers.hpp"
#include "broadcast_acks.hpp"
#include "socketio/packet.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class AckTable {
 public:
  AckTable(Namespace& nsp, base::Timers& timers, std::size_t limit)
      : nsp_(nsp), timers_(timers), limit_(limit) {}
  ~AckTable();
  AckTable(const AckTable&) = delete;
  AckTable& operator=(const AckTable&) = delete;

  /// Waits for one socket. @return the id to send, or nothing when the table is full.
  std::optional<std::uint64_t> expect(Socket& socket, std::chrono::milliseconds deadline, AckHandler handler);
  /// Waits for several, and tells the collector what they do. @return the id to send.
  std::uint64_t expect(const std::vector<Socket*>& sockets, std::chrono::milliseconds deadline,
                       std::shared_ptr<AckCollector> collector);
  /// Starts to gather the answers to a broadcast of this server. @return nothing when the table is full: the
  /// handler was called.
  std::shared_ptr<BroadcastAcks> gather(std::chrono::milliseconds deadline, BroadcastAckHandler handler);
  /// An ACK packet came. Unknown, late and foreign ids are ignored.
  void answer(Socket& socket, std::uint64_t id, const Args& args);
  /// The socket will not answer any more.
  void forget(Socket& socket);
  /// Calls back those who still wait: nobody is left to answer.
  void close();
  std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiting {
    AckHandler single;
    std::shared_ptr<AckCollector> collector;  // or this
    std::vector<SocketHandle> from;
    base::Timer deadline;
  };

  bool full() const { return waiting_.size() >= limit_ || broadcasts_.size() >= limit_; }
  std::uint64_t add(std::chrono::milliseconds deadline, Waiting waiting);
  /// No more is expected from that socket. @return the collector.
  std::shared_ptr<AckCollector> strike(Socket& socket, std::uint64_t id);
  void finish(std::uint64_t id, std::error_code error, const Args& args);

  Namespace& nsp_;
  base::Timers& timers_;
  std::size_t limit_;
  std::uint64_t next_id_ = 0;
  std::unordered_map<std::uint64_t, Waiting> waiting_;
  std::unordered_map<std::uint64_t, std::shared_ptr<BroadcastAcks>> broadcasts_;
  std::uint64_t next_broadcast_ = 0;
};

}  // namespace socketio

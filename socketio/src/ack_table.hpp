// socketio/src/ack_table.hpp - answers a namespace waits for, each with a deadline.
//
// Ids count from 0 and are shared by single emits and broadcasts. Thread: hub.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/timers.hpp"
#include "socketio/packet.hpp"
#include "socketio/socket.hpp"

namespace socketio {

class AckTable {
 public:
  AckTable(Namespace& nsp, base::Timers& timers, std::size_t limit)
      : nsp_(nsp), timers_(timers), limit_(limit) {}

  /// Waits for one socket. @return the id to send, or nothing when the table is full.
  std::optional<std::uint64_t> expect(Socket& socket, std::chrono::milliseconds deadline, AckHandler handler);
  /// Waits for several; calls back at once (later in this turn) when there are none.
  std::optional<std::uint64_t> expect(const std::vector<Socket*>& sockets, std::chrono::milliseconds deadline,
                                      BroadcastAckHandler handler);
  /// An ACK packet came. Unknown, late and foreign ids are ignored.
  void answer(Socket& socket, std::uint64_t id, const Args& args);
  /// The socket will not answer any more.
  void forget(Socket& socket);
  std::size_t size() const { return waiting_.size(); }

 private:
  struct Answer {
    std::string json;
    std::vector<base::SharedBytes> attachments;
  };
  struct Waiting {
    std::vector<SocketHandle> from;
    AckHandler single;
    BroadcastAckHandler broadcast;
    std::vector<Answer> answers;
    base::Timer deadline;
  };

  std::optional<std::uint64_t> add(std::vector<SocketHandle> from, std::chrono::milliseconds deadline,
                                   Waiting waiting);
  void finish(std::uint64_t id, std::error_code error, const Args& args);
  static void call(Waiting& waiting, std::error_code error, const Args& args);

  Namespace& nsp_;
  base::Timers& timers_;
  std::size_t limit_;
  std::uint64_t next_id_ = 0;
  std::unordered_map<std::uint64_t, Waiting> waiting_;
};

}  // namespace socketio

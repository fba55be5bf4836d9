// engineio/src/net/outputs.hpp - what the connections of a loop write at the end of a turn, a slice at a
// time.
//
// The first piece that a connection writes in a turn waits here, shared, without a queue of its own: most
// connections write one message per turn, and all those of a broadcast the same one.
// A broadcast to thousands takes milliseconds of system calls. So a turn writes for so many connections at
// most; the others are late and get a slice of each following turn, behind that turn's own output. A small
// room does not wait for a large one that way. What is sent to a late connection meanwhile joins its queue
// and leaves in the same write.
//
// Thread: that of its loop. Lifetime: owned by the loop, as long as its connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/shared_bytes.hpp"
#include "engineio/wire.hpp"
#include "net/connection_table.hpp"

namespace engineio::net {

class Connection;

class Outputs {
 public:
  /// What a connection without output remembers in place of its index.
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit Outputs(const ConnectionTable<Connection>& connections) : connections_(connections) {}

  /// connection.flush() will be called, this turn or a little later. @return the index of its output, until
  /// then or until connection.move_output().
  std::uint32_t add(Connection& connection);
  /// The first piece; empty when there is none, or what is to be written is in the connection's queue.
  base::SharedBytes& piece(std::uint32_t index);
  /// Writes for the connections of this turn and for some of the late ones.
  void flush();
  /// Nobody has anything to write.
  bool empty() const { return turn_.empty() && next_late_ == late_.size(); }
  void clear();

 private:
  struct Output {
    Connection* connection;
    base::SharedBytes piece;
  };
  /// A connection may be gone when its time comes.
  struct LateOutput {
    ConnId connection;
    base::SharedBytes piece;
  };

  void flush_late(std::size_t limit);
  void forget_written();

  const ConnectionTable<Connection>& connections_;
  std::vector<Output> turn_;
  std::vector<LateOutput> late_;
  std::size_t next_late_ = 0;     // those before it are written
  std::size_t late_appends_ = 0;  // messages that joined late ones
};

}  // namespace engineio::net

// tests/support/socket_harness.hpp - a socketio::Server on a fake network and a fake clock, and raw clients.
//
// A client is a WebSocket that sends and receives literal text. Socket ids are random; in what a test reads
// they are written "<1>", "<2>", ... in the order of the CONNECT replies, and in what it sends such a name
// is replaced by the id. What the application does is noted as plain words in `notes`.
//
// Thread: the test's.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/manual_timers.hpp"
#include "fake_wire.hpp"
#include "socketio/server.hpp"

/// A failing CHECK shows the frames or notes.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static doctest::String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "\n    " + line;
    return doctest::String(text.c_str());
  }
};

namespace test {

using namespace std::chrono_literals;
using Notes = std::vector<std::string>;

class SocketHarness;

/// One client. It answers pings unless it was told to be silent.
class RawSocket {
 public:
  RawSocket(SocketHarness& harness, engineio::ConnId connection)
      : harness_(harness), connection_(connection) {}

  /// Sends one WebSocket text message: send(R"(42["hello"])").
  void send(std::string_view text);
  /// Sends one WebSocket binary message.
  void send_binary(std::string_view bytes);
  /// Several text messages that arrive in one turn.
  void send_together(const std::vector<std::string>& texts);
  /// Everything received since the last call but pings; binary as "<01 02>".
  Frames frames();
  /// The connection breaks.
  void drop(std::error_code reason = {});
  /// From now on nothing comes from here, not even pongs.
  void go_silent() { silent_ = true; }
  /// What is sent here stays in the network's queue: not writable.
  void stall();
  /// Everything that was queued is read.
  void read_again();
  /// The server closed the connection.
  bool closed() const;

 private:
  friend class SocketHarness;
  void collect();

  SocketHarness& harness_;
  engineio::ConnId connection_;
  Frames frames_;
  bool silent_ = false;
};

class SocketHarness {
 public:
  explicit SocketHarness(socketio::Options options = {}) : io(std::move(options), time, wire) {
    wire.attach(io.listener());
    base::log::set_level(base::log::Level::off);  // handlers that throw on purpose would fill the output
  }

  /// A WebSocket connection that has sent nothing yet.
  RawSocket& open(std::string_view more_query = {}, const Headers& headers = {}) {
    const std::string target = "/socket.io/?EIO=4&transport=websocket" + std::string(more_query);
    clients_.emplace_back(*this, wire.websocket(target, headers));
    settle();
    const Frames greeting = clients_.back().frames();
    REQUIRE(greeting.size() == 1);
    REQUIRE(greeting.front().starts_with(R"(0{"sid":")"));
    return clients_.back();
  }
  /// A connection of Engine.IO 3, in "/" already. Its session's id, from which its sockets have theirs, gets
  /// the next name; what came behind the open packet is to be read.
  RawSocket& open_legacy(std::string_view more_query = {}) {
    const std::string target = "/socket.io/?EIO=3&transport=websocket" + std::string(more_query);
    RawSocket& client = clients_.emplace_back(*this, wire.websocket(target));
    settle();
    client.collect();
    REQUIRE_FALSE(client.frames_.empty());
    REQUIRE(client.frames_.front().starts_with(R"(0{"sid":")"));
    ids_.push_back(client.frames_.front().substr(9, 20));
    client.frames_.erase(client.frames_.begin());
    for (std::string& frame : client.frames_) frame = with_names(std::move(frame));
    return client;
  }
  /// A polling session. @return the target of its polls and posts.
  std::string open_polling() {
    const std::string target = "/socket.io/?EIO=4&transport=polling";
    const auto connection = wire.get(target);
    settle();
    REQUIRE(wire[connection].body().starts_with(R"(0{"sid":")"));
    return target + "&sid=" + wire[connection].body().substr(9, 20);
  }
  /// A connection that joined "/", with its CONNECT reply already read.
  RawSocket& join() {
    RawSocket& client = open();
    client.send("40");
    REQUIRE_FALSE(client.frames_.empty());
    REQUIRE(client.frames_.front().starts_with(R"(40{"sid":"<)"));
    client.frames_.erase(client.frames_.begin());
    return client;
  }

  /// Ends the turn: what was queued leaves, what is due runs, what was closed is reported.
  void settle() {
    do {
      time.settle();
      for (RawSocket& client : clients_) client.collect();
    } while (wire.turn());
  }
  void advance(std::chrono::milliseconds span) {
    while (span > 0ms) {
      const auto step = std::min<std::chrono::milliseconds>(span, 1s);
      time.advance(step);
      span -= step;
      settle();
    }
  }

  void note(std::string text) { notes.push_back(std::move(text)); }
  Notes take_notes() { return std::exchange(notes, {}); }
  /// Notes "disconnecting <reason>" and "disconnect <reason>" of a socket.
  void note_end(socketio::Socket& socket, const std::string& prefix = "") {
    socket.on_disconnecting([this, prefix](socketio::DisconnectReason reason) {
      note(prefix + "disconnecting " + std::string(to_string(reason)));
    });
    socket.on_disconnect([this, prefix](socketio::DisconnectReason reason) {
      note(prefix + "disconnect " + std::string(to_string(reason)));
    });
  }

  /// The id that is written "<number>".
  const std::string& id(std::size_t number) const { return ids_.at(number - 1); }
  /// The connected socket with that number. Fails the test when there is none.
  socketio::Socket& socket(std::size_t number, std::string_view nsp = "/") {
    socketio::Socket* found = io.of(nsp).find(id(number));
    REQUIRE(found != nullptr);
    return *found;
  }
  std::string with_ids(std::string text) const {
    for (std::size_t i = 0; i < ids_.size(); ++i) replace(text, name_of("", i), ids_[i]);
    for (std::size_t i = 0; i < pids_.size(); ++i) replace(text, name_of("pid ", i), pids_[i]);
    return text;
  }
  /// Also learns the id and the pid in a CONNECT reply.
  std::string with_names(std::string text) {
    if (text.starts_with("40")) {
      learn(text, R"("sid":")", ids_);
      learn(text, R"("pid":")", pids_);
    }
    for (std::size_t i = 0; i < ids_.size(); ++i) replace(text, ids_[i], name_of("", i));
    for (std::size_t i = 0; i < pids_.size(); ++i) replace(text, pids_[i], name_of("pid ", i));
    return text;
  }

  base::ManualTimers time;
  FakeWire wire;
  Notes notes;
  socketio::Server io;

 private:
  static void learn(const std::string& text, std::string_view key, std::vector<std::string>& known) {
    const std::size_t start = text.find(key);
    if (start == std::string::npos) return;
    const std::string value = text.substr(start + key.size(), 20);
    if (std::find(known.begin(), known.end(), value) == known.end()) known.push_back(value);
  }
  static std::string name_of(std::string_view what, std::size_t index) {
    std::string name = "<";
    name += what;
    name += std::to_string(index + 1);  // not one expression: GCC 12 at -O3 warns of its own library
    return name += '>';
  }
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }

  std::list<RawSocket> clients_;
  std::vector<std::string> ids_;
  std::vector<std::string> pids_;
};

inline void RawSocket::send(std::string_view text) {
  harness_.wire.text(connection_, harness_.with_ids(std::string(text)));
  harness_.settle();
}

inline void RawSocket::send_binary(std::string_view bytes) {
  harness_.wire.binary(connection_, bytes);
  harness_.settle();
}

inline void RawSocket::send_together(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) harness_.wire.text(connection_, text);
  harness_.settle();
}

inline Frames RawSocket::frames() {
  collect();
  return std::exchange(frames_, {});
}

inline void RawSocket::drop(std::error_code reason) {
  harness_.wire.peer_closes(connection_, reason);
  harness_.settle();
}

inline void RawSocket::stall() { harness_.wire.stall(connection_); }

inline void RawSocket::read_again() { harness_.wire.drain(connection_); }

inline bool RawSocket::closed() const { return harness_.wire[connection_].closed; }

inline void RawSocket::collect() {
  for (std::string& frame : harness_.wire.take_frames(connection_)) {
    if (frame != "2") {
      frames_.push_back(harness_.with_names(std::move(frame)));
    } else if (!silent_ && !closed()) {
      harness_.wire.text(connection_, "3");
    }
  }
}

}  // namespace test

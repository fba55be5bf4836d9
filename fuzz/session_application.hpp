// fuzz/session_application.hpp - handlers and middlewares that do anything a script says, also to others.
//
// Thread: one. Lifetime: ends before the server.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "choices.hpp"
#include "socketio/server.hpp"
#include "target.hpp"

namespace fuzz {

using socketio::Args;
using socketio::Next;
using socketio::Socket;

class SessionApplication {
 public:
  SessionApplication(socketio::Server& io, test::Choices& script) : io_(io), script_(script) {
    serve(io_.of("/"));
    serve(io_.of("/admin"));
    serve(io_.of_matching("^/child[0-9]$"));
    io_.of_matching([this](std::string_view name, const socketio::RawJson&, std::function<void(bool)> allow) {
      if (!stopped_ && script_.below(2) == 0) return do_later([allow] { allow(true); });
      allow(name.size() % 2 == 0);
    });
  }

  bool stopped() const { return stopped_; }
  void stop() {
    stopped_ = true;
    later_.clear();
  }
  /// The application acts by itself, outside of any handler.
  void act() {
    switch (script_.below(4)) {
      case 0:
        return do_what_waits();
      case 1:
        return act_on_all(io_.of(script_.below(2) == 0 ? "/" : "/admin"));
      default:
        if (Socket* socket = any_socket()) react(*socket);
    }
  }
  void do_later(std::function<void()> work) { later_.push_back(std::move(work)); }

  void check_all_ended() const {
    FUZZ_CHECK(io_.of("/").size() == 0);
    FUZZ_CHECK(io_.of("/admin").size() == 0);
    for (const auto& [id, life] : lives_) {
      FUZZ_CHECK(life.connections == life.ends && life.connections == life.farewells);
    }
  }

 private:
  struct Life {
    std::size_t number = 0;
    int connections = 0;  // more than one when it came back
    int farewells = 0;    // on_disconnecting
    int ends = 0;         // on_disconnect
  };
  static constexpr int deepest = 4;  // reactions to reactions

  template <class Nsp>
  void serve(Nsp& nsp) {
    nsp.use([this](Socket& socket, Next next) { decide(socket, next); });
    nsp.on_connection([this](Socket& socket) { welcome(socket); });
  }
  void decide(Socket& socket, const Next& next) {
    if (stopped_) return next();
    switch (script_.below(8)) {
      case 0:
        return do_later([next] { next(); });
      case 1:
        return next(socketio::Reject{"no", "{\"why\":1}"});
      case 2:
        throw std::runtime_error("on purpose");
      case 3:
        socket.emit("early");
        return next();
      case 4:
        return;
      default:
        return next();
    }
  }

  void welcome(Socket& socket) {
    Life& life = lives_.try_emplace(socket.nsp().name() + socket.id(), Life{lives_.size()}).first->second;
    FUZZ_CHECK(life.ends == life.connections);
    FUZZ_CHECK(life.connections == 0 || socket.recovered() || is_legacy(socket));
    FUZZ_CHECK(socket.connected() && socket.nsp().find(socket.id()) == &socket);
    ++life.connections;
    listen_to_end(socket, life);
    socket.on("a", [this, &socket](const Args& args, socketio::Ack<Args> ack) {
      react(socket);
      ack(args);
      react(socket);
    });
    socket.on("later", [this](socketio::Ack<int> ack) {
      if (!stopped_) do_later([ack] { ack(1); });
    });
    socket.on("throw", [](const Args&) { throw std::runtime_error("on purpose"); });
    listen_more(socket);
    react(socket);
  }
  /// Its id is that of the session, and comes again when the client leaves and joins again.
  static bool is_legacy(const Socket& socket) { return socket.id().find("sid-") != std::string::npos; }
  void listen_to_end(Socket& socket, Life& life) {
    socket.on_disconnecting([this, &socket, &life](socketio::DisconnectReason) {
      FUZZ_CHECK(life.farewells++ == life.ends);
      FUZZ_CHECK(socket.connected());
      react(socket);
    });
    socket.on_disconnect([this, &socket, &life](socketio::DisconnectReason) {
      FUZZ_CHECK(++life.ends == life.farewells);
      FUZZ_CHECK(!socket.connected() && socket.rooms().empty());
      react(socket);
    });
  }
  void listen_more(Socket& socket) {
    if (stopped_) return;
    const int what = script_.below(32);
    if ((what & 1) != 0) socket.on_any([this, &socket](std::string_view, const Args&) { react(socket); });
    if ((what & 2) != 0) {
      socket.on_any_outgoing([this, &socket](std::string_view, const Args&) { react(socket); });
    }
    if ((what & 4) != 0) {
      socket.on_drain([this, &socket] { react(socket); });
      socket.on_high_water([this, &socket] { react(socket); });
    }
    if ((what & 8) != 0) {
      socket.use([this](std::string_view, const Args&, const Next& next) {
        if (stopped_ || script_.below(3) > 0) return next();
        if (script_.below(2) == 0) return next(socketio::Reject{"no"});
        do_later([next] { next(); });
      });
    }
    if ((what & 16) != 0) socket.on_error([this, &socket](std::string_view) { react(socket); });
  }

  void react(Socket& socket) {
    if (stopped_ || depth_ == deepest) return;
    ++depth_;
    const int choice = script_.below(24);
    choice < 12 ? speak(socket, choice) : move(socket, choice - 12);
    --depth_;
  }
  void speak(Socket& socket, int choice) {
    using namespace std::chrono_literals;
    switch (choice) {
      case 0:
        return socket.emit("e", "text", 1);
      case 1:
        return socket.volatile_().emit("v");
      case 2:
        return socket.emit("b", socketio::Binary{base::SharedBytes::copy("bytes")});
      case 3:
        return socket.timeout(60ms).emit("q", [this](std::error_code, const Args&) { react_any(); });
      case 4:
        return socket.to("room").emit("e", std::string(200, 'x'));
      case 5:
        return io_.of("/").all().timeout(60ms).emit(
            "q", [this](std::error_code, const std::vector<socketio::RawJson>&) { react_any(); });
      case 6:
        return io_.of("/").all().except(socket.id()).emit("e");
      case 7:
        return socket.emit("large", std::string(900, 'x'));
      default:
        return;
    }
  }
  void move(Socket& socket, int choice) {
    switch (choice) {
      case 0:
        return socket.disconnect();
      case 1:
        return socket.disconnect(true);
      case 2:
        if (socket.connected()) socket.join("room");
        return;
      case 3:
        return socket.leave("room");
      case 4:
        if (socket.conn() != nullptr) socket.conn()->close();
        return;
      case 5:
        if (socket.conn() != nullptr) socket.conn()->discard();
        return;
      case 6:
        return act_on_all(io_.of("/"));
      case 7:
        return react_any();
      case 8:
        socket.off("a");
        return;
      default:
        return;
    }
  }
  void act_on_all(socketio::Namespace& nsp) {
    switch (script_.below(6)) {
      case 0:
        return nsp.all().disconnect_sockets(script_.below(2) == 0);
      case 1:
        return nsp.all().sockets_join("room");
      case 2:
        return nsp.all().to("room").emit("e");
      case 3:
        return nsp.all().to("room").disconnect_sockets();
      case 4:
        return nsp.all().fetch_sockets([this](std::error_code, const auto&) { react_any(); });
      default:
        return nsp.all().sockets_leave("room");
    }
  }
  void react_any() {
    if (Socket* socket = any_socket()) react(*socket);
  }
  Socket* any_socket() {
    socketio::Namespace& nsp = io_.of(script_.below(4) == 0 ? "/admin" : "/");
    auto ids = nsp.all().socket_ids();
    if (stopped_ || ids.empty()) return nullptr;
    // By their age, because ids are random.
    const auto age = [&](const socketio::SocketId& id) { return lives_.at(nsp.name() + id).number; };
    std::sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); });
    return nsp.find(ids[static_cast<std::size_t>(script_.below(static_cast<int>(ids.size())))]);
  }
  void do_what_waits() {
    if (later_.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(script_.below(static_cast<int>(later_.size())));
    const auto work = std::move(later_[static_cast<std::size_t>(at)]);
    later_.erase(later_.begin() + at);
    work();
  }

  socketio::Server& io_;
  test::Choices& script_;
  bool stopped_ = false;
  int depth_ = 0;
  std::map<std::string, Life> lives_;  // by namespace and id
  std::vector<std::function<void()>> later_;
};

}  // namespace fuzz

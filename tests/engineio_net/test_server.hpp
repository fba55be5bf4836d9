// tests/engineio_net/test_server.hpp - a Network on a thread of its own, and a listener that tests can ask.
//
// It answers by path: /echo gives the body back, /hold is answered by release(), /close is closed, /early is
// answered when its head arrives, any other path gives "hello". Upgrades are accepted unless the path is
// /refuse or /hold; frames come back, except "close <code>", "abort" and "flood <count>".
// Thread: constructor, destructor and everything without a note: the test's. The listener runs on the hub.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engineio/network.hpp"
#include "raw_client.hpp"

namespace test {

/// What the network reported, one line per event: "request GET / |body", "head POST /", "frame text hi",
/// "drained", "closed" or "closed: <error>".
class EventLog {
 public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
    changed_.notify_all();
  }
  /// Waits until `count` lines begin with `prefix`. @return false when they did not come in time.
  bool wait_for(std::string_view prefix, std::size_t count = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, RawClient::patience, [&] { return count_locked(prefix) >= count; });
  }
  std::size_t count(std::string_view prefix) const {
    const std::lock_guard lock(mutex_);
    return count_locked(prefix);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::size_t count_locked(std::string_view prefix) const {
    std::size_t found = 0;
    for (const std::string& line : lines_) found += line.starts_with(prefix);
    return found;
  }
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

class TestServer final : private engineio::WireListener {
 public:
  explicit TestServer(engineio::NetworkOptions options = {}) : network_(on_loopback(std::move(options))) {
    const std::error_code error = network_.listen(*this);
    REQUIRE_MESSAGE(!error, error.message());
    thread_ = std::thread([this] { network_.run(); });
  }
  ~TestServer() { stop(); }

  std::uint16_t port() const { return network_.port(); }
  RawClient connect() const { return RawClient(port()); }
  EventLog& events() { return events_; }
  engineio::Network& network() { return network_; }

  /// Stops the network and waits for its threads.
  void stop() {
    network_.stop();
    if (thread_.joinable()) thread_.join();
  }
  /// Answers everything on /hold.
  void release() {
    on_hub([this] {
      for (const engineio::ConnId id : std::exchange(held_, {})) respond(id, 200, "released");
    });
  }
  /// Sends one frame to every WebSocket.
  void broadcast(std::string text) {
    on_hub([this, text = std::move(text)] {
      const engineio::Frame frame{base::SharedBytes::copy(text), false};
      for (const engineio::ConnId id : websockets_) network_.wire().send(id, frame);
    });
  }
  /// Runs `work` on the hub and waits for it.
  void on_hub(std::function<void()> work) {
    bool done = false;
    std::mutex mutex;
    std::condition_variable changed;
    network_.post([&] {
      work();
      const std::lock_guard lock(mutex);
      done = true;
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, RawClient::patience, [&] { return done; }));
  }
  /// The accepted WebSockets, in order. Thread: hub.
  const std::vector<engineio::ConnId>& websockets() const { return websockets_; }

 private:
  static engineio::NetworkOptions on_loopback(engineio::NetworkOptions options) {
    options.host = "127.0.0.1";
    return options;
  }
  void respond(engineio::ConnId id, int status, std::string_view body) {
    engineio::HttpResponse response;
    response.status = status;
    response.body = base::SharedBytes::copy(body);
    network_.wire().respond(id, std::move(response));
  }

  void on_request_head(engineio::ConnId id, const engineio::HttpRequest& head) override {
    events_.add("head " + std::string(head.method) + ' ' + std::string(head.target));
    if (head.path() == "/early") respond(id, 403, "early");
  }
  void on_request(engineio::ConnId id, engineio::HttpRequest request) override {
    events_.add("request " + std::string(request.method) + ' ' + std::string(request.target) + " |" +
                std::string(request.body.view().substr(0, 100)));
    const std::string_view path = request.path();
    if (path == "/hold") {
      held_.push_back(id);
    } else if (path == "/close") {
      network_.wire().close(id);
    } else if (request.body_too_large) {
      respond(id, 413, "");
    } else if (request.upgrade == engineio::HttpRequest::Upgrade::websocket && path != "/refuse") {
      network_.wire().accept(id, {{"X-Extra", "yes"}});
      websockets_.push_back(id);
    } else if (request.upgrade != engineio::HttpRequest::Upgrade::none) {
      respond(id, 400, "refused");
    } else {
      network_.wire().respond(id, answer(request));
    }
  }
  static engineio::HttpResponse answer(const engineio::HttpRequest& request) {
    engineio::HttpResponse response;
    response.body = request.path() == "/echo" ? request.body : base::SharedBytes::copy("hello");
    if (request.path() == "/address") response.body = base::SharedBytes::copy(request.remote_address);
    if (request.path() == "/secure") response.body = base::SharedBytes::copy(request.secure ? "yes" : "no");
    if (request.path() == "/large") response.body = base::SharedBytes::copy(std::string(8'000'000, 'L'));
    return response;
  }
  void on_frame(engineio::ConnId id, engineio::Frame frame) override {
    const std::string text(frame.bytes.view());
    events_.add((frame.binary ? "frame binary " : "frame text ") + text.substr(0, 100));
    if (text == "abort") return network_.wire().abort(id);
    if (text.starts_with("close ")) {
      return network_.wire().close(id, static_cast<std::uint16_t>(std::atoi(text.c_str() + 6)));
    }
    const int copies = text.starts_with("flood ") ? std::atoi(text.c_str() + 6) : 1;
    for (int copy = 0; copy < copies; ++copy) network_.wire().send(id, frame);
  }
  void on_drained(engineio::ConnId) override { events_.add("drained"); }
  void on_closed(engineio::ConnId id, std::error_code reason) override {
    std::erase(websockets_, id);
    std::erase(held_, id);
    events_.add(reason ? "closed: " + reason.message() : "closed");
  }

  EventLog events_;
  engineio::Network network_;
  std::vector<engineio::ConnId> held_;        // hub
  std::vector<engineio::ConnId> websockets_;  // hub
  std::thread thread_;
};

/// Options of a server whose every wait is short.
inline engineio::NetworkOptions impatient() {
  using namespace std::chrono_literals;
  engineio::NetworkOptions options;
  options.header_timeout = options.body_timeout = options.keep_alive_timeout = 80ms;
  options.close_timeout = 150ms;
  return options;
}

}  // namespace test

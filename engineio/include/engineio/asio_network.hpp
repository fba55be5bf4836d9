// engineio/asio_network.hpp - a Network on an event loop that the program already has.
//
// For programs built on standalone Asio. It is the one public header that includes Asio; nothing else needs
// it. Every file of such a program must be compiled with ASIO_STANDALONE and ASIO_DISABLE_STD_ALIGNED_ALLOC:
// the second decides which allocator Asio's inline functions use, and two answers in one program are a crash.
// The Asio must be the one that the library was built with, which the constructor checks.
#pragma once

#if !defined(ASIO_STANDALONE) || !defined(ASIO_DISABLE_STD_ALIGNED_ALLOC)
#error "compile with -DASIO_STANDALONE -DASIO_DISABLE_STD_ALIGNED_ALLOC (docs/api.md, Embedding)"
#endif

#include <asio/io_context.hpp>
#include <asio/version.hpp>
#include <functional>
#include <system_error>
#include <utility>

#include "engineio/network.hpp"

namespace engineio {

/// A Network whose hub is `context`: whoever runs the context runs the server. With io_threads = 0 the
/// sockets are there as well; with more they have threads of their own, as always.
///
///   asio::io_context context;
///   engineio::AsioNetwork network(context, {.port = 3000});
///   socketio::Server io({}, network.timers(), network.wire());
///   if (auto error = network.listen(io.listener())) ...
///   context.run();
///
/// Handlers of the program's own on the same context may use the server like its own handlers do: what they
/// send leaves behind them. The context keeps running as long as the network is not stopped. Several networks
/// may share one context.
///
/// Thread: the one that runs the context, and no more than one may; listen() before that, from any. stop()
/// and post() from any. Lifetime: the context must outlive it. Destroy it when on_stopped() was called or
/// when the context runs no more, not between.
class AsioNetwork : public Network {
 public:
  /// Throws std::invalid_argument for options out of range, and for a batch_interval with io_threads = 0: it
  /// would make the program's own handlers wait. Throws std::logic_error where Asio is another than the
  /// library's.
  AsioNetwork(asio::io_context& context, NetworkOptions options)
      : AsioNetwork(context, std::move(options), ASIO_VERSION) {}
  ~AsioNetwork();

  /// As Network::listen(); events arrive when the context runs.
  [[nodiscard]] std::error_code listen(WireListener& listener);
  /// Called once, when stop() has closed everything and nothing more of this network waits on the context.
  /// It must not destroy the network before it returns.
  void on_stopped(std::function<void()> listener);
  /// The context is run instead.
  void run() = delete;

 protected:
  AsioNetwork(asio::io_context& context, NetworkOptions options, int asio_version);
};

}  // namespace engineio

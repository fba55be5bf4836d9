// socketio/src/parent_adapter.hpp - the adapter of a ParentNamespace: the adapters of its children.
//
// Thread: hub.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "socketio/adapter.hpp"

namespace socketio {

class ParentAdapter final : public Adapter {
 public:
  /// `children` must outlive the adapter.
  ParentAdapter(Namespace& nsp, const std::vector<Namespace*>& children)
      : Adapter(nsp), children_(children) {}

  // It has no sockets of its own.
  void join_own_room(Socket&) override {}
  void join(Socket&, std::string_view) override {}
  void leave(Socket&, std::string_view) override {}
  void leave_all(Socket&) override {}
  bool contains(const Socket&, std::string_view) const override { return false; }
  std::vector<Room> rooms(const Socket&) const override { return {}; }

  void for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) override;
  void broadcast(const RawJson& event, const BroadcastOptions& options) override;
  void broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                          std::chrono::milliseconds deadline,
                          std::shared_ptr<AckCollector> collector) override;
  void add_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) override;
  void del_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) override;
  void disconnect_sockets(const BroadcastOptions& options, bool close) override;
  [[noreturn]] void fetch_sockets(const BroadcastOptions& options, std::chrono::milliseconds deadline,
                                  FetchHandler handler) override;
  void server_count(const BroadcastOptions& options, const std::function<void(std::size_t)>& fn) override;

 private:
  /// Calls fn(Adapter&) for each child; `fn` may make more children.
  template <class Fn>
  void each(Fn&& fn) const;

  const std::vector<Namespace*>& children_;
};

}  // namespace socketio

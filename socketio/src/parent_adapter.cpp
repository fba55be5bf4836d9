#include "parent_adapter.hpp"

#include <stdexcept>
#include <utility>

#include "socketio/namespace.hpp"
#include "socketio/remote_socket.hpp"

namespace socketio {

template <class Fn>
void ParentAdapter::each(Fn&& fn) const {
  const std::vector<Namespace*> now = children_;
  for (Namespace* child : now) fn(child->adapter());
}

void ParentAdapter::for_each(const BroadcastOptions& options, const std::function<void(Socket&)>& fn) {
  each([&](Adapter& child) { child.for_each(options, fn); });
}

void ParentAdapter::broadcast(const RawJson& event, const BroadcastOptions& options) {
  each([&](Adapter& child) { child.broadcast(event, options); });
}

void ParentAdapter::broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                                       std::chrono::milliseconds deadline,
                                       std::shared_ptr<AckCollector> collector) {
  each([&](Adapter& child) { child.broadcast_with_ack(event, options, deadline, collector); });
}

void ParentAdapter::add_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) {
  each([&](Adapter& child) { child.add_sockets(options, rooms); });
}

void ParentAdapter::del_sockets(const BroadcastOptions& options, const std::vector<Room>& rooms) {
  each([&](Adapter& child) { child.del_sockets(options, rooms); });
}

void ParentAdapter::disconnect_sockets(const BroadcastOptions& options, bool close) {
  each([&](Adapter& child) { child.disconnect_sockets(options, close); });
}

void ParentAdapter::fetch_sockets(const BroadcastOptions&, std::chrono::milliseconds, FetchHandler) {
  throw std::logic_error("socketio: fetch_sockets() of a ParentNamespace: ask its children");
}

void ParentAdapter::server_count(const BroadcastOptions& options,
                                 const std::function<void(std::size_t)>& fn) {
  struct Sum {
    std::size_t missing;
    std::size_t servers = 0;
  };
  const auto sum = std::make_shared<Sum>(Sum{children_.size()});
  if (sum->missing == 0) return fn(0);
  each([&](Adapter& child) {
    child.server_count(options, [sum, fn](std::size_t count) {
      sum->servers += count;
      if (--sum->missing == 0) fn(sum->servers);
    });
  });
}

}  // namespace socketio

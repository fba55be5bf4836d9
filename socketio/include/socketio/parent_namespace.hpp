// socketio/parent_namespace.hpp - a rule by which namespaces are made when a client asks for them.
//
// Server::of_matching() makes one. Each name that it says yes to becomes a Namespace of its own, a child,
// which starts with the middlewares and connection listeners that the parent has at that moment. emit() and
// the operators go to all children; find them one by one with Server::find() or children().
//
// Thread: hub. Lifetime: owned by Server, as long as it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/broadcasting.hpp"
#include "socketio/namespace.hpp"

namespace socketio {

class NamePattern;

/// Decides whether a client may have a namespace made: calls allow(true) or allow(false), once, now or later.
/// `auth` is the client's CONNECT payload; both views end with the call. If the client leaves first, the
/// answer is ignored. Never answering keeps the client waiting until Options::connect_timeout, or for good
/// when it has joined another namespace.
using NamespacePredicate =
    std::function<void(std::string_view name, const RawJson& auth, std::function<void(bool)> allow)>;

/// A rule, and all namespaces made by it.
class ParentNamespace : public Broadcasting<ParentNamespace> {
 public:
  /// Made by Server::of_matching().
  ParentNamespace(Server& server, std::string name, std::unique_ptr<NamePattern> pattern,
                  NamespacePredicate predicate);
  ~ParentNamespace();
  ParentNamespace(const ParentNamespace&) = delete;
  ParentNamespace& operator=(const ParentNamespace&) = delete;

  /// See Namespace::use(). This and the listeners below are for children that are made from now on.
  void use(Middleware middleware) { rules_.use(std::move(middleware)); }
  /// See Namespace::on_connection().
  std::uint64_t on_connection(std::function<void(Socket&)> listener) {
    return rules_.on_connection(std::move(listener));
  }
  /// See Namespace::once_connection().
  std::uint64_t once_connection(std::function<void(Socket&)> listener) {
    return rules_.once_connection(std::move(listener));
  }
  /// Children that there are keep the listener.
  void off_connection(std::uint64_t token) { rules_.off_connection(token); }
  void off_connection() { rules_.off_connection(); }

  /// In the order of their making; good for this turn.
  const std::vector<Namespace*>& children() const { return children_; }
  /// Everybody in all children. Its fetch_sockets() throws std::logic_error: ask the children.
  BroadcastOperator all() const { return rules_.all(); }

 private:
  friend class NamespaceRequest;
  friend class NamespaceTable;
  bool asks() const { return pattern_ == nullptr; }
  bool matches(std::string_view name) const;

  std::vector<Namespace*> children_;
  Namespace rules_;  // never joined: what children start with, and an adapter that reaches them
  std::unique_ptr<NamePattern> pattern_;
  NamespacePredicate predicate_;  // when there is no pattern
};

}  // namespace socketio

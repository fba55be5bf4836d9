// socketio/src/namespace_table.hpp - the namespaces of one server, and the rules that make more of them.
//
// Thread: hub. Lifetime: owned by Server.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/timers.hpp"
#include "call_list.hpp"
#include "socketio/parent_namespace.hpp"

namespace socketio {

class NamespaceTable {
 public:
  explicit NamespaceTable(Server& server) : server_(server) {}

  /// @pre a leading '/', no ','.
  Namespace& of(std::string_view name);
  Namespace* find(std::string_view name) const;
  ParentNamespace& add_parent(std::unique_ptr<NamePattern> pattern, NamespacePredicate predicate);
  const std::vector<std::unique_ptr<ParentNamespace>>& parents() const { return parents_; }
  /// Whether a client may ask the parents for that name at all.
  bool may_be_made(std::string_view name) const;
  /// The namespace of that name; a new child if there is none. @return null when there are too many.
  Namespace* child_of(ParentNamespace& parent, std::string_view name);
  /// A child has no sockets any more: it is gone from the table now, and destroyed in the next turn.
  void retire(Namespace& child);

  std::uint64_t add_listener(std::function<void(Namespace&)> listener);
  void remove_listener(std::uint64_t token) { listeners_.remove(static_cast<std::uint32_t>(token)); }
  template <class Fn>
  void for_each(Fn&& fn) const {
    for (const auto& [name, nsp] : namespaces_) fn(*nsp);
  }

 private:
  Namespace& add(std::string_view name);
  Namespace& make_child(ParentNamespace& parent, std::string_view name);
  void announce(Namespace& nsp);

  Server& server_;
  CallList<std::function<void(Namespace&)>> listeners_;
  std::vector<std::unique_ptr<ParentNamespace>> parents_;
  std::map<std::string, std::unique_ptr<Namespace>, std::less<>> namespaces_;
  std::vector<std::unique_ptr<Namespace>> retired_;
  std::size_t children_ = 0;
  std::uint32_t last_token_ = 0;
  bool warned_ = false;
  base::Timer sweep_;
};

}  // namespace socketio

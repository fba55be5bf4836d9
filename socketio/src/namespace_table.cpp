#include "namespace_table.hpp"

#include <utility>

#include "base/log.hpp"
#include "guard.hpp"
#include "name_pattern.hpp"
#include "socketio/server.hpp"

namespace socketio {

Namespace* NamespaceTable::find(std::string_view name) const {
  const auto found = namespaces_.find(name);
  return found == namespaces_.end() ? nullptr : found->second.get();
}

Namespace& NamespaceTable::add(std::string_view name) {
  return *namespaces_.emplace(name, std::make_unique<Namespace>(server_, std::string(name))).first->second;
}

Namespace& NamespaceTable::of(std::string_view name) {
  if (Namespace* known = find(name)) return *known;
  for (const auto& parent : parents_) {
    if (parent->matches(name)) return make_child(*parent, name);
  }
  Namespace& nsp = add(name);
  announce(nsp);
  return nsp;
}

ParentNamespace& NamespaceTable::add_parent(std::unique_ptr<NamePattern> pattern,
                                            NamespacePredicate predicate) {
  parents_.push_back(std::make_unique<ParentNamespace>(server_, "/_" + std::to_string(parents_.size()),
                                                       std::move(pattern), std::move(predicate)));
  return *parents_.back();
}

bool NamespaceTable::may_be_made(std::string_view name) const {
  return !parents_.empty() && name.size() <= server_.options().max_namespace_name_bytes;
}

Namespace* NamespaceTable::child_of(ParentNamespace& parent, std::string_view name) {
  if (Namespace* known = find(name)) return known;  // made while a predicate was thinking
  if (children_ >= server_.options().max_child_namespaces) {
    if (!std::exchange(warned_, true)) base::log::warn("socketio: too many namespaces, more are refused");
    return nullptr;
  }
  return &make_child(parent, name);
}

Namespace& NamespaceTable::make_child(ParentNamespace& parent, std::string_view name) {
  ++children_;
  Namespace& child = add(name);
  parent.children_.push_back(&child);
  child.descend_from(parent.rules_, parent);
  announce(child);
  return child;
}

std::uint64_t NamespaceTable::add_listener(std::function<void(Namespace&)> listener) {
  listeners_.append(++last_token_, std::move(listener), 0);
  return last_token_;
}

void NamespaceTable::announce(Namespace& nsp) {
  if (nsp.name() == "/") return;
  listeners_.visit(0, [&](std::uint32_t, const std::function<void(Namespace&)>& listener) {
    guarded("on_new_namespace", [&] { listener(nsp); });
    return true;
  });
}

void NamespaceTable::retire(Namespace& child) {
  auto node = namespaces_.extract(child.name());
  std::erase(child.parent_->children_, &child);
  --children_;
  child.end();
  retired_.push_back(std::move(node.mapped()));
  if (sweep_.pending()) return;
  sweep_ = server_.timers().after(std::chrono::milliseconds::zero(), [this] { retired_.clear(); });
}

}  // namespace socketio

#include "namespace_request.hpp"

#include <utility>

#include "client.hpp"
#include "guard.hpp"
#include "namespace_table.hpp"

namespace socketio {

void NamespaceRequest::ask() {
  while (client_ && next_ < table_.parents().size()) {
    ParentNamespace& parent = *table_.parents()[next_++];
    if (!parent.asks()) {
      if (parent.matches(name_)) return decide(table_.child_of(parent, name_));
      continue;
    }
    const auto self = shared_from_this();
    const std::size_t asked = next_;
    const auto allow = [self, asked](bool allowed) { self->answered(asked, allowed); };
    const bool ran = guarded_call("a namespace predicate",
                                  [&] { parent.predicate_(name_, RawJson::trusted(auth_), allow); });
    if (!ran) answered(asked, false);
    return;
  }
  decide(nullptr);
}

void NamespaceRequest::answered(std::size_t asked, bool allowed) {
  if (!client_ || asked != next_) return;
  if (!allowed) return ask();
  decide(table_.child_of(*table_.parents()[asked - 1], name_));
}

void NamespaceRequest::decide(Namespace* nsp) {
  if (Client* const client = std::exchange(client_, nullptr)) client->decide(*this, nsp);
}

}  // namespace socketio

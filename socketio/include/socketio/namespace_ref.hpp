// socketio/namespace_ref.hpp - names a namespace without keeping it alive.
//
// For what the application may keep longer than a namespace lives: acknowledgements, operators, Next.
// Thread: hub, copies and destructors too. Lifetime: any; outlives the Server as well.
#pragma once

#include <cstddef>
#include <utility>

namespace socketio {

class Namespace;

/// A namespace, or the knowledge that it is gone.
class NamespaceRef {
 public:
  /// Names none.
  NamespaceRef() = default;
  NamespaceRef(const NamespaceRef& other) noexcept : link_(other.link_) {
    if (link_) ++link_->users;
  }
  NamespaceRef(NamespaceRef&& other) noexcept : link_(std::exchange(other.link_, nullptr)) {}
  NamespaceRef& operator=(NamespaceRef other) noexcept {
    std::swap(link_, other.link_);
    return *this;
  }
  ~NamespaceRef() {
    if (link_ && --link_->users == 0) delete link_;
  }

  /// The namespace; null once it is gone.
  Namespace* get() const { return link_ ? link_->nsp : nullptr; }
  /// It names one, perhaps one that is gone.
  bool named() const { return link_ != nullptr; }

 private:
  friend class Namespace;
  struct Link {
    Namespace* nsp;
    std::size_t users;
  };
  explicit NamespaceRef(Namespace& nsp) : link_(new Link{&nsp, 1}) {}
  /// The namespace is gone.
  void end() { link_->nsp = nullptr; }

  Link* link_ = nullptr;
};

}  // namespace socketio

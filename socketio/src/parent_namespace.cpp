#include "socketio/parent_namespace.hpp"

#include <utility>

#include "name_pattern.hpp"
#include "parent_adapter.hpp"

namespace socketio {

ParentNamespace::ParentNamespace(Server& server, std::string name, std::unique_ptr<NamePattern> pattern,
                                 NamespacePredicate predicate)
    : rules_(server, std::move(name),
             [this](Namespace& nsp) { return std::make_unique<ParentAdapter>(nsp, children_); }),
      pattern_(std::move(pattern)),
      predicate_(std::move(predicate)) {}

ParentNamespace::~ParentNamespace() = default;

bool ParentNamespace::matches(std::string_view name) const { return pattern_ && pattern_->found_in(name); }

}  // namespace socketio

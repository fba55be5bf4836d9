// engineio/src/guard.hpp - where an exception of a hook that decides about a request ends.
#pragma once

#include <string_view>
#include <utility>

#include "base/guarded.hpp"

namespace engineio {

/// Calls the application's `fn`; what it throws is logged with `what_for`. @return false when it threw.
template <class Fn>
bool guarded(std::string_view what_for, Fn&& fn) {
  return base::guarded("engineio: ", what_for, std::forward<Fn>(fn));
}

}  // namespace engineio

// socketio/src/guard.hpp - where an exception of the application's handlers and hooks ends.
#pragma once

#include <string_view>
#include <utility>

#include "base/guarded.hpp"

namespace socketio {

/// Calls the application's `fn`; what it throws is logged with `what_for` (an event's or a hook's name) and
/// ends nothing else. @return false when it threw.
template <class Fn>
bool guarded_call(std::string_view what_for, Fn&& fn) {
  return base::guarded("socketio: handler of ", what_for, std::forward<Fn>(fn));
}

template <class Fn>
void guarded(std::string_view what_for, Fn&& fn) {
  static_cast<void>(guarded_call(what_for, std::forward<Fn>(fn)));
}

}  // namespace socketio

// socketio/src/guard.hpp - the one place where an exception of the application ends.
#pragma once

#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace socketio {

/// Calls the application's `fn`; what it throws is logged with `what_for` (an event's or a hook's name) and
/// ends nothing else. @return false when it threw.
template <class Fn>
bool guarded_call(std::string_view what_for, Fn&& fn) {
  try {
    fn();
    return true;
  } catch (const std::exception& error) {
    base::log::error("socketio: handler of ", what_for, " threw: ", error.what());
  } catch (...) {
    base::log::error("socketio: handler of ", what_for, " threw something that is not a std::exception");
  }
  return false;
}

template <class Fn>
void guarded(std::string_view what_for, Fn&& fn) {
  static_cast<void>(guarded_call(what_for, static_cast<Fn&&>(fn)));
}

}  // namespace socketio

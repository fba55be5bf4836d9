// engineio/src/guard.hpp - where an exception of a hook that decides about a request ends.
#pragma once

#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace engineio {

/// Calls the application's `fn`; what it throws is logged with `what_for`. @return false when it threw.
template <class Fn>
bool guarded(std::string_view what_for, Fn&& fn) {
  try {
    fn();
    return true;
  } catch (const std::exception& error) {
    base::log::error("engineio: ", what_for, " threw: ", error.what());
  } catch (...) {
    base::log::error("engineio: ", what_for, " threw something that is not a std::exception");
  }
  return false;
}

}  // namespace engineio

// base/guarded.hpp - the one place where an exception of the application ends.
//
// Thread: any.
#pragma once

#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace base {

/// Calls the application's `fn`; what it throws is logged as "`whose``what_for` threw: ..." and ends nothing
/// else. @return false when it threw.
template <class Fn>
bool guarded(std::string_view whose, std::string_view what_for, Fn&& fn) {
  try {
    fn();
    return true;
  } catch (const std::exception& error) {
    log::error(whose, what_for, " threw: ", error.what());
  } catch (...) {
    log::error(whose, what_for, " threw something that is not a std::exception");
  }
  return false;
}

}  // namespace base

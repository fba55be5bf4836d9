// base/check.hpp - the always-on invariant.
//
// For states that cannot happen unless roomd itself is wrong. Never for a peer's input (that is a
// Result) and never for a caller's misuse of the public API (that throws std::invalid_argument).
#pragma once

namespace base {

/// Prints "file:line: invariant broken: text" on stderr and aborts. Thread: any.
[[noreturn]] void check_failed(const char* text, const char* file, int line) noexcept;

}  // namespace base

/// Aborts the process when `condition` is false; on in release builds too.
#define BASE_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::base::check_failed(#condition, __FILE__, __LINE__))

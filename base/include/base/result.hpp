// base/result.hpp - a value or a std::error_code: how everything a peer can get wrong is reported.
//
// The subset of C++23's std::expected<T, std::error_code> that roomd uses, so that one `using` can
// replace it. Exceptions never carry a peer's errors.
#pragma once

#include <system_error>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace base {

/// Holds a T, or the reason why there is none. Thread: as T.
template <class T>
class [[nodiscard]] Result {
 public:
  /// Has that value.
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  /// Makes the value in place, from `args`.
  template <class... Args>
  explicit Result(std::in_place_t, Args&&... args)
      : state_(std::in_place_index<0>, std::forward<Args>(args)...) {}
  /// @pre `error` is set: a Result without a value must say why.
  Result(std::error_code error)
      : state_(std::in_place_index<1>, error) {  // NOLINT(google-explicit-constructor)
    BASE_CHECK(static_cast<bool>(error));
  }
  /// Takes an error enumerator directly: `return Errc::bad_packet;`
  template <class E, class = std::enable_if_t<std::is_error_code_enum_v<E>>>
  Result(E code) : Result(make_error_code(code)) {}  // NOLINT(google-explicit-constructor)

  /// False: error() says why.
  bool has_value() const { return state_.index() == 0; }
  /// As has_value().
  explicit operator bool() const { return has_value(); }

  /// @pre has_value(). Aborts otherwise.
  T& operator*() & { return checked(); }
  const T& operator*() const& { return const_cast<Result*>(this)->checked(); }
  T&& operator*() && { return std::move(checked()); }
  /// @pre has_value(). Aborts otherwise.
  T* operator->() { return &checked(); }
  const T* operator->() const { return &const_cast<Result*>(this)->checked(); }

  /// The reason; an empty code when there is a value.
  std::error_code error() const { return has_value() ? std::error_code{} : *std::get_if<1>(&state_); }

  /// The value, or `fallback` when there is none.
  T value_or(T fallback) const& { return has_value() ? **this : std::move(fallback); }

 private:
  T& checked() {
    BASE_CHECK(has_value());
    return *std::get_if<0>(&state_);
  }
  std::variant<T, std::error_code> state_;
};

}  // namespace base

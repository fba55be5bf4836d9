// socketio/handler.hpp - turns a callable into an event handler by reading its parameter list.
//
// Each parameter takes the next argument: any JsonReceivable type, RawJson, Binary, std::optional<T> (may be
// missing), Args (all of them), and last an Ack<...>. A value that does not fit drops the event. A parameter
// type without from_json does not compile.
#pragma once

#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "socketio/ack.hpp"
#include "socketio/args.hpp"

namespace socketio {

/// One event on its way to the handlers.
struct Event {
  std::string_view name;
  Args args;
  AckReply ack = {};
};

/// Takes the acknowledgement along when nobody else needs it. @return false: the arguments do not fit,
/// nothing was called.
using EventHandler = std::function<bool(Event&, bool last)>;

namespace detail {

template <class T>
inline constexpr bool is_ack = false;
template <class... Ts>
inline constexpr bool is_ack<Ack<Ts...>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept HandlerParameter = std::same_as<T, Args> || is_ack<T> || JsonReceivable<T>;

template <class T>
bool read_parameter(Event& event, bool last, std::size_t& next, T& out) {
  if constexpr (std::same_as<T, Args>) {
    out = event.args;
    return true;
  } else if constexpr (is_ack<T>) {
    out = last ? T(std::move(event.ack)) : T(event.ack);
    return true;
  } else {
    const std::size_t index = next++;
    if (index >= event.args.size()) return is_optional<T>;
    return from_json(event.args[index], out);
  }
}

template <class Signature>
struct Invoker;
template <class... Parameters>
struct Invoker<std::tuple<Parameters...>> {
  template <class Fn>
  static EventHandler make(Fn fn) {
    static_assert((HandlerParameter<Parameters> && ...),
                  "an event handler's parameter does not satisfy EventHandler: give its type a "
                  "bool from_json(const socketio::RawJson&, T&)");
    return [fn = std::move(fn)](Event& event, bool last) mutable {
      std::tuple<Parameters...> values;
      std::size_t next = 0;
      const bool fit = std::apply(
          [&](Parameters&... parameter) { return (read_parameter(event, last, next, parameter) && ...); },
          values);
      if (fit) std::apply(fn, std::move(values));
      return fit;
    };
  }
};

template <class T>
struct Signature : Signature<decltype(&T::operator())> {};
template <class R, class... Ps>
struct Signature<R (*)(Ps...)> {
  using Parameters = std::tuple<std::remove_cvref_t<Ps>...>;
};
template <class R, class C, class... Ps>
struct Signature<R (C::*)(Ps...)> : Signature<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct Signature<R (C::*)(Ps...) const> : Signature<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct Signature<R (C::*)(Ps...) noexcept> : Signature<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct Signature<R (C::*)(Ps...) const noexcept> : Signature<R (*)(Ps...)> {};

/// Has one call operator, so that its parameter list can be read.
template <class T>
concept Callable = std::is_function_v<std::remove_pointer_t<T>> || requires {
  &T::operator();
};

}  // namespace detail

/// @throws nothing; see the top of the file for what `fn` may take.
template <class Fn>
EventHandler make_event_handler(Fn fn) {
  return detail::Invoker<typename detail::Signature<Fn>::Parameters>::make(std::move(fn));
}

}  // namespace socketio

// socketio/handler.hpp - turns a callable into an event handler by reading its parameter list.
//
// Each parameter takes the next argument: any JsonReceivable type, RawJson, Binary, std::optional<T> (may be
// missing), Args (all of them), and last an Ack<...>. A value that does not fit drops the event. A parameter
// type without from_json does not compile.
#pragma once

#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "socketio/ack.hpp"
#include "socketio/args.hpp"

namespace socketio {

/// One event on its way to the handlers.
struct Event {
  std::string_view name;  ///< of the event
  Args args;              ///< behind the name
  AckReply ack = {};      ///< the answer, if one is asked for
};

/// A handler whose parameter types are forgotten. One small block, since each socket has its own.
class EventHandler {
 public:
  virtual ~EventHandler() = default;
  /// Takes the acknowledgement along when nobody else needs it (`last`). @return false: the arguments do not
  /// fit, nothing was called.
  virtual bool call(Event& event, bool last) = 0;

  bool once = false;  ///< to be removed when it is called
};

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

template <class Fn, class Signature>
class Invoker;
template <class Fn, class... Parameters>
class Invoker<Fn, std::tuple<Parameters...>> final : public EventHandler {
  static_assert((HandlerParameter<Parameters> && ...),
                "an event handler's parameter does not satisfy EventHandler: give its type a "
                "bool from_json(const socketio::RawJson&, T&)");

 public:
  explicit Invoker(Fn fn) : fn_(std::move(fn)) {}
  bool call(Event& event, bool last) override {
    std::tuple<Parameters...> values;
    std::size_t next = 0;
    const bool fit = std::apply(
        [&](Parameters&... parameter) { return (read_parameter(event, last, next, parameter) && ...); },
        values);
    if (fit) std::apply(fn_, std::move(values));
    return fit;
  }

 private:
  Fn fn_;
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
std::unique_ptr<EventHandler> make_event_handler(Fn fn) {
  return std::make_unique<detail::Invoker<Fn, typename detail::Signature<Fn>::Parameters>>(std::move(fn));
}

}  // namespace socketio

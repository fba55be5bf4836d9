// socketio/ack_handler.hpp - turns a callable into a handler of one client's acknowledgement.
//
// Thread: hub.
#pragma once

#include <cstddef>
#include <functional>
#include <system_error>
#include <tuple>
#include <utility>

#include "socketio/args.hpp"
#include "socketio/handler.hpp"

namespace socketio {

/// Runs with the answer of one client, or with Errc::timed_out or Errc::disconnected and no arguments.
using AckHandler = std::function<void(std::error_code, const Args&)>;

namespace detail {

template <class T>
inline constexpr bool never = false;

/// Adapts (std::error_code, T...) to AckHandler: missing or misfitting values arrive default-made.
template <class Signature>
struct AckInvoker {
  static_assert(never<Signature>, "an acknowledgement handler takes (std::error_code, values...)");
  template <class Fn>
  static AckHandler make(Fn fn);
};
template <class... Ts>
struct AckInvoker<std::tuple<std::error_code, Ts...>> {
  static_assert((JsonReceivable<Ts> && ...), "an acknowledgement handler takes (std::error_code, values...)");
  template <class Fn>
  static AckHandler make(Fn fn) {
    return [fn = std::move(fn)](std::error_code error, const Args& args) mutable {
      std::tuple<Ts...> values;
      std::size_t next = 0;
      std::apply([&](Ts&... value) { (read(args[next++], value), ...); }, values);
      std::apply([&](Ts&... value) { fn(error, std::move(value)...); }, values);
    };
  }

 private:
  template <class T>
  static void read(const RawJson& json, T& value) {
    if (!from_json(json, value)) value = T();
  }
};
template <>
struct AckInvoker<std::tuple<std::error_code, Args>> {
  template <class Fn>
  static AckHandler make(Fn fn) {
    return AckHandler(std::move(fn));
  }
};

}  // namespace detail

}  // namespace socketio

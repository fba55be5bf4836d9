// socketio/args.hpp - the arguments of one received event, as slices of the packet.
//
// Lifetime: a view; ends with the handler. Thread: hub.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "socketio/json.hpp"

namespace socketio {

/// The arguments behind the event name, in order.
class Args {
 public:
  Args() = default;
  /// A view of these values.
  explicit Args(std::span<const RawJson> values) : values_(values) {}

  /// How many there are.
  std::size_t size() const { return values_.size(); }
  /// There is none.
  bool empty() const { return values_.empty(); }
  /// The argument, or null when there are fewer.
  RawJson operator[](std::size_t index) const { return index < values_.size() ? values_[index] : RawJson(); }
  /// For range-based loops over RawJson.
  auto begin() const { return values_.begin(); }
  /// See begin().
  auto end() const { return values_.end(); }

 private:
  std::span<const RawJson> values_;
};

/// Emitting or acknowledging an Args sends each of them as an argument of its own.
inline void write_arguments(JsonWriter& out, const Args& args) {
  for (const RawJson& value : args) out.raw(value);
}
/// Anything else is one argument.
template <class T>
requires JsonSendable<T>
void write_arguments(JsonWriter& out, const T& value) { to_json(out, value); }

namespace detail {
/// The indices of `Count` arguments without the last. Of none there are none: a caller refuses that with
/// words of its own, and 0 - 1 indices would cost a compiler all memory there is.
template <std::size_t Count>
using AllButLast = std::make_index_sequence<Count == 0 ? 0 : Count - 1>;
}  // namespace detail

/// What emit() and Ack take: a value with to_json, or Args.
template <class T>
concept Sendable = std::same_as<std::remove_cvref_t<T>, Args> || JsonSendable<T>;

}  // namespace socketio

// socketio/socket_data.hpp - the application's own value of one socket, whose type is forgotten.
//
// Thread: hub. Lifetime: owned by the Socket.
#pragma once

#include <any>
#include <memory>
#include <typeinfo>

#include "socketio/json.hpp"

namespace socketio {

/// What Socket::data<T>() keeps.
class SocketData {
 public:
  /// @param type  of the value.
  explicit SocketData(const std::type_info& type) : type_(&type) {}
  SocketData(const SocketData&) = delete;
  SocketData& operator=(const SocketData&) = delete;
  virtual ~SocketData() = default;

  /// What other servers and RemoteSocket get to see: null for a T without to_json.
  virtual void write(JsonWriter& out) const = 0;
  /// Throws std::bad_any_cast for another type than it was made with.
  template <class T>
  T& as();

 private:
  const std::type_info* type_;
};

namespace detail {

template <class T>
class TypedData final : public SocketData {
 public:
  TypedData() : SocketData(typeid(T)) {}
  void write(JsonWriter& out) const override {
    if constexpr (JsonSendable<T>) {
      to_json(out, value);
    } else {
      out.null();
    }
  }
  T value{};
};

}  // namespace detail

template <class T>
T& SocketData::as() {
  if (*type_ != typeid(T)) throw std::bad_any_cast();
  return static_cast<detail::TypedData<T>&>(*this).value;
}

}  // namespace socketio

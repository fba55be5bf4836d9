// socketio/next.hpp - how a middleware ends: it goes on, or it refuses.
//
// Thread: hub.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace socketio {

/// Refuses a connection or an event: the message, and optional JSON data for the client.
struct Reject {
  std::string message;         ///< the client gets it
  std::string data_json = {};  ///< one JSON value, or empty
};

/// Ends one middleware: next() goes on, next(Reject{...}) stops. Copies share one shot. May be kept and
/// called later on the hub; does nothing once the client is gone. Throws std::invalid_argument for a Reject
/// whose data is not JSON. Lifetime: any.
class Next {
 public:
  /// Made by the library.
  explicit Next(std::function<void(const Reject*)> go);
  /// Goes on.
  void operator()() const;
  /// Stops.
  void operator()(const Reject& reason) const;

 private:
  std::shared_ptr<std::function<void(const Reject*)>> go_;
};

}  // namespace socketio

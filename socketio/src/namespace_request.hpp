// socketio/src/namespace_request.hpp - a client waits for a namespace that may yet be made.
//
// The parents are asked in the order of their making, the first yes wins. Thread: hub. Lifetime: shared by
// the client, which forgets it when it goes, and the application's answer.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace socketio {

class Client;
class Namespace;
class NamespaceTable;

class NamespaceRequest : public std::enable_shared_from_this<NamespaceRequest> {
 public:
  NamespaceRequest(NamespaceTable& table, Client& client, std::string name, std::string auth)
      : table_(table), client_(&client), name_(std::move(name)), auth_(std::move(auth)) {}

  /// Ends with Client::decide(), perhaps before it returns.
  void ask();
  /// The client is gone.
  void forget() { client_ = nullptr; }
  const std::string& name() const { return name_; }
  std::string take_auth() { return std::move(auth_); }

 private:
  void answered(std::size_t asked, bool allowed);
  void decide(Namespace* nsp);

  NamespaceTable& table_;
  Client* client_;  // null once it is gone or was told
  std::string name_;
  std::string auth_;
  std::size_t next_ = 0;  // parent to ask
};

}  // namespace socketio

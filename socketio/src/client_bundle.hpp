// socketio/src/client_bundle.hpp - the browser builds of socket.io-client that were put into this library.
//
// The definition is made at build time (socketio/client/embed.py). Thread: any.
#pragma once

#include <string_view>
#include <vector>

namespace socketio {

struct ClientBundle {
  struct File {
    std::string_view name;
    std::string_view gzip;  ///< lives as long as the program
  };
  const char* version;  ///< of the npm package; "" without one
  std::vector<File> files;
};

const ClientBundle& client_bundle();

}  // namespace socketio

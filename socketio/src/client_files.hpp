// socketio/src/client_files.hpp - what Options::serve_client serves.
//
// Protocol: the reference's `serveClient`. Thread: any; at construction.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engineio/static_file.hpp"
#include "socketio/options.hpp"

namespace socketio {

struct NamedFile {
  std::string name;
  engineio::StaticFile file;
};

/// The files for these options: of Options::client_directory, else of the bundle, else none. Throws
/// std::invalid_argument for a directory without one of the client's files.
std::vector<NamedFile> client_files(const Options& options);

}  // namespace socketio

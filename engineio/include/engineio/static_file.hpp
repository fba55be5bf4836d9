// engineio/static_file.hpp - a small file that the server hands out below its own path.
//
// Protocol: RFC 9110, conditional requests (13.1.2) and content codings (8.4.1).
// Thread: any; a plain value.
#pragma once

#include <string>

#include "base/shared_bytes.hpp"

namespace engineio {

/// See Server::serve_file(). Give `bytes`, `gzip` or both; what is missing is made when a client first asks
/// for it, and kept.
struct StaticFile {
  std::string content_type;  ///< "application/javascript; charset=utf-8"
  std::string etag;          ///< with its quotes: "\"4.8.4\""
  base::SharedBytes bytes;   ///< the file itself
  base::SharedBytes gzip;    ///< the file in gzip form
};

}  // namespace engineio

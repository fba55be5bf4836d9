// page_files.hpp - the files of our pages, put into the program at build time.
//
// The definitions are made by socketio/client/embed.py from watchroom/web. Thread: any.
#pragma once

#include <span>
#include <string_view>

namespace roomd {

struct PageFile {
  std::string_view name;    ///< "index.html"
  std::string_view digest;  ///< of the content
  std::string_view plain;   ///< both forms live as long as the program
  std::string_view gzip;
};

/// The page to try the watch rooms with (watchroom/web/demo).
std::span<const PageFile> demo_files();
/// The page that shows how the server is doing (watchroom/web/status).
std::span<const PageFile> status_files();

}  // namespace roomd

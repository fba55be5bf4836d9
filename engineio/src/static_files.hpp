// engineio/src/static_files.hpp - the files below the server's path, and the answers to requests for them.
//
// Protocol: RFC 9110. Every coding of a file has the same ETag, as the reference does it.
// Thread: hub. Lifetime: owned by Server.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compression.hpp"
#include "engineio/http.hpp"
#include "engineio/static_file.hpp"

namespace engineio {

class StaticFiles {
 public:
  /// A file in the forms it was asked for so far.
  struct Entry {
    StaticFile file;
    base::SharedBytes deflate;
  };

  /// Takes the place of a file with the same name. Throws std::invalid_argument for a name that no target can
  /// have, and for a file without content or with a malformed ETag.
  void add(std::string name, StaticFile file);
  /// The file, or null. The name of an engine's own request is empty.
  Entry* find(std::string_view name) { return name.empty() || entries_.empty() ? nullptr : look_up(name); }

 private:
  Entry* look_up(std::string_view name);

  std::map<std::string, Entry, std::less<>> entries_;
};

/// 200 with the file in the coding that the client likes best, 304 when it has it, 405 for methods other than
/// GET and HEAD, 500 when the file cannot be (un)compressed.
HttpResponse file_response(StaticFiles::Entry& entry, const HttpRequest& request, Compressor& compressor);

/// Whether If-None-Match names `etag`, compared weakly (RFC 9110, 8.8.3.2), or is "*". What is malformed ends
/// the list.
bool none_match_names(std::string_view if_none_match, std::string_view etag);

}  // namespace engineio

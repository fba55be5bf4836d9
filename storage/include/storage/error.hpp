// storage/error.hpp - what can be wrong with a store, in words for the one who runs it.
#pragma once

#include <system_error>

namespace storage {

enum class Errc {
  in_use = 1,     ///< another process has it open
  newer_version,  ///< a later version of this program wrote it
  foreign,        ///< a database, but of another program
  damaged,
  full,  ///< the disk, or what the user may have of it
  failed,
};

/// As an error_code; its message is a sentence without its subject and full stop. Thread: any.
std::error_code make_error_code(Errc code);

}  // namespace storage

template <>
struct std::is_error_code_enum<storage::Errc> : std::true_type {};

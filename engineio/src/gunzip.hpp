// engineio/src/gunzip.hpp - a trusted gzip file, unpacked. Not for what a peer sent: the size is believed.
#pragma once

#include <optional>
#include <string_view>

#include "base/shared_bytes.hpp"

namespace engineio {

/// The content of a gzip file with one member (RFC 1952); nothing when it is damaged. Thread: any.
std::optional<base::SharedBytes> gunzip(std::string_view file);

}  // namespace engineio

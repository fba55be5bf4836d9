// engineio/src/net/system_error.hpp - Asio's error codes for everybody else.
#pragma once

#include <asio/error.hpp>
#include <system_error>

namespace engineio::net {

/// The same errno in the standard category: Asio's own does not compare equal to every std::errc.
inline std::error_code portable(const std::error_code& error) {
  if (error.category() != asio::error::get_system_category()) return error;
  return {error.value(), std::system_category()};
}

}  // namespace engineio::net

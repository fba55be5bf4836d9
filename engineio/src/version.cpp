#include "engineio/version.hpp"

namespace engineio {

const char* library_version() noexcept { return version; }

}  // namespace engineio

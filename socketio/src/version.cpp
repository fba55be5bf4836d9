#include "socketio/version.hpp"

namespace socketio {

const char* library_version() noexcept { return version; }

}  // namespace socketio

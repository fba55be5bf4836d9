#include "failure.hpp"

#include <cerrno>
#include <system_error>

namespace bench {

void throw_errno(const char* call) {
  throw Failure(Exit::system, std::string(call) + ": " + std::generic_category().message(errno));
}

}  // namespace bench

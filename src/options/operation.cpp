// What the operator sees, and how the server stops.
#include "options/groups.hpp"

namespace roomd {

std::vector<Option> operation_options() { return {}; }

}  // namespace roomd

// Where rooms survive a restart.
#include "options/groups.hpp"

namespace roomd {

std::vector<Option> storage_options() { return {}; }

}  // namespace roomd

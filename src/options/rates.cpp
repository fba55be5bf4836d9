// How often clients may do something.
#include "options/groups.hpp"

namespace roomd {

std::vector<Option> rate_options() { return {}; }

}  // namespace roomd

// Who may come in: keys, tokens, proxies, origins.
#include "options/groups.hpp"

namespace roomd {

std::vector<Option> access_options() { return {}; }

}  // namespace roomd

// Certificates.
#include "options/groups.hpp"

namespace roomd {

std::vector<Option> tls_options() { return {}; }

}  // namespace roomd

// engineio/src/options_check.hpp - refuses options that cannot work.
//
// Thread: any.
#pragma once

#include "engineio/options.hpp"

namespace engineio {

/// Throws std::invalid_argument with a text that names the option.
void check_options(const Options& options);

}  // namespace engineio

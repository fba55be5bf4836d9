// open_files.hpp - the number of connections the system lets this process have.
#pragma once

#include <cstdint>

namespace roomd {

/// Raises the soft limit of open files to the hard one. @return the limit that holds now. Thread: any.
std::uint64_t raise_open_file_limit();

}  // namespace roomd

// collection.hpp - which instructions callgrind counts. Without valgrind all of it does nothing.
//
// Callgrind is started with --collect-atstart=no; only what runs inside a Collected counts.
#pragma once

#include <valgrind/callgrind.h>

namespace bench {

/// Counts while it lives. Not nested.
class Collected {
 public:
  Collected() { CALLGRIND_TOGGLE_COLLECT; }
  ~Collected() { CALLGRIND_TOGGLE_COLLECT; }
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;
};

/// The opposite, inside a Collected.
using NotCollected = Collected;

inline void forget_counts() { CALLGRIND_ZERO_STATS; }
/// Writes what was counted since forget_counts() to a file of its own, under this name.
inline void dump_counts(const char* name) { CALLGRIND_DUMP_STATS_AT(name); }

}  // namespace bench

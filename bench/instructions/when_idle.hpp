// when_idle.hpp - tells when an event loop of this process would go to sleep.
//
// The program's own epoll_wait() stands in front of the C library's. A call that may block first looks
// whether anything is ready; if not, the loop is idle: everything that was sent to it has been worked on.
// That is the moment in which the peers act, on the loop's own thread, so that no two runs differ in what
// meets what. Nothing done meanwhile is counted.
#pragma once

#include <functional>
#include <vector>

#include <poll.h>

namespace bench {

/// Called on the thread of the loop. Returns descriptors to wait for besides the loop's own, or nothing to
/// look at the loop's own again at once.
using WhenIdle = std::function<const std::vector<pollfd>*()>;

/// From now on every idle loop calls `work`; an empty one ends that.
void when_idle(WhenIdle work);

}  // namespace bench

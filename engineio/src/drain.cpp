#include "drain.hpp"

#include <algorithm>
#include <utility>

#include "live_session.hpp"

namespace engineio {
namespace {

using namespace std::chrono_literals;

/// So many clients per second come back without harm to anybody: nothing is gained by going slower.
constexpr std::chrono::milliseconds longest_pause = 25ms;
/// Sessions that are due meanwhile end together.
constexpr std::chrono::milliseconds shortest_pause = 5ms;

std::vector<std::string> ids_of(const SessionTable& sessions) {
  std::vector<std::string> ids;
  ids.reserve(sessions.size());
  for (const LiveSession* session : sessions.snapshot()) ids.push_back(session->id());
  return ids;
}

}  // namespace

Drain::Drain(base::Timers& timers, const SessionTable& sessions, std::chrono::milliseconds duration,
             std::function<void()> on_drained)
    : timers_(timers),
      sessions_(sessions),
      ids_(ids_of(sessions)),
      began_(timers.now()),
      duration_(std::min(duration, longest_pause * static_cast<std::int64_t>(ids_.size()))),
      on_drained_(std::move(on_drained)) {
  timer_ = timers_.after({}, [this] { step(); });
}

std::chrono::milliseconds Drain::left() const {
  const auto until_end = std::chrono::ceil<std::chrono::milliseconds>(began_ + duration_ - timers_.now());
  return std::max(until_end, std::chrono::milliseconds::zero());
}

/// The first one goes at once, the last one at the end.
std::size_t Drain::due() const {
  const std::chrono::duration<double, std::milli> elapsed = timers_.now() - began_;
  if (elapsed >= duration_) return ids_.size();
  const double part = elapsed / std::chrono::duration<double, std::milli>(duration_);
  return std::min(ids_.size(), 1 + static_cast<std::size_t>(part * static_cast<double>(ids_.size())));
}

void Drain::step() {
  for (const std::size_t end = due(); closed_ < end; ++closed_) {
    if (LiveSession* const session = sessions_.find(ids_[closed_])) session->close();
  }
  if (closed_ == ids_.size()) {
    if (on_drained_) on_drained_();
    return;
  }
  const auto pause = duration_ / static_cast<std::int64_t>(ids_.size());
  timer_ = timers_.after(std::clamp(pause, shortest_pause, longest_pause), [this] { step(); });
}

}  // namespace engineio

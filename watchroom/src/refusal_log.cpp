#include "refusal_log.hpp"

#include "base/log.hpp"

namespace watchroom {
namespace {

constexpr base::Rate all_lines(50, 5);

}  // namespace

bool RefusalLog::wants(std::string_view address) {
  if (!base::log::enabled(base::log::Level::info)) return false;
  const auto now = timers_.now();
  if (addresses_.try_take(std::string(address), now) && all_.try_take(all_lines, now)) return true;
  ++left_out_;
  return false;
}

void RefusalLog::write(std::string_view what) {
  if (left_out_ == 0) return base::log::info("watchroom: ", what);
  base::log::info("watchroom: ", what, " (", left_out_, " such lines left out before)");
  left_out_ = 0;
}

}  // namespace watchroom

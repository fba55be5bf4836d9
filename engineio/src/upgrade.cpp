#include "upgrade.hpp"

#include <chrono>
#include <string_view>

#include "engine.hpp"
#include "live_session.hpp"

namespace engineio {
namespace {

constexpr std::chrono::milliseconds noop_interval{100};
constexpr std::string_view probe = "2probe";
constexpr std::string_view probe_answer = "3probe";
constexpr std::string_view upgrade_packet = "5";

}  // namespace

Upgrade::Upgrade(LiveSession& session, ConnId connection, bool base64)
    : session_(session), connection_(connection), base64_(base64) {
  Engine& engine = session_.engine();
  deadline_ = engine.timers.after(engine.options.upgrade_timeout, [this] { session_.abandon_upgrade(); });
}

Upgrade::Step Upgrade::on_frame(const Frame& frame) {
  if (frame.binary) return Step::fail;
  if (frame.bytes.view() == probe) return on_probe();
  return frame.bytes.view() == upgrade_packet ? Step::complete : Step::fail;
}

Upgrade::Step Upgrade::on_probe() {
  probed_ = true;
  session_.engine().wire.send(connection_, Frame::text({probe_answer}));
  on_poll();
  return Step::wait;
}

void Upgrade::on_poll() {
  if (!probed_) return;
  // The client cannot pause its polling before its GET returns, so the first ones return at once. Should it
  // go on polling all the same, because the 3probe is stuck, the pace of the noops keeps it from spinning.
  if (immediate_noops_ > 0) {
    if (session_.release_poll()) --immediate_noops_;
    return;
  }
  noop_timer_ = session_.engine().timers.after(noop_interval, [this] { session_.release_poll(); });
}

}  // namespace engineio

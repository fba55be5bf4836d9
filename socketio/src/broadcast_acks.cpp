#include "broadcast_acks.hpp"

#include <utility>

#include "guard.hpp"
#include "socketio/error.hpp"

namespace socketio {

BroadcastAcks::BroadcastAcks(base::Timers& timers, std::chrono::milliseconds deadline,
                             BroadcastAckHandler handler, std::function<void()> ended)
    : timers_(timers),
      handler_(std::move(handler)),
      ended_(std::move(ended)),
      deadline_(timers.after(deadline, [this] { finish(Errc::timed_out); })) {}

void BroadcastAcks::expect_servers(std::size_t count) {
  servers_ = count;
  finish_later();
}

void BroadcastAcks::expect(std::size_t clients) {
  ++servers_heard_;
  clients_ += static_cast<std::int64_t>(clients);
  finish_later();
}

void BroadcastAcks::answer(const RawJson& value) {
  if (!handler_) return;
  const Attachments attachments = value.attachments();
  answers_.push_back({std::string(value.text()), {attachments.begin(), attachments.end()}});
  gone();
}

void BroadcastAcks::gone() {
  --clients_;
  if (complete()) finish({});
}

/// The handler does not run inside the emit that asks.
void BroadcastAcks::finish_later() {
  if (handler_ && complete()) {
    deadline_ = timers_.after(std::chrono::milliseconds::zero(), [this] { finish({}); });
  }
}

void BroadcastAcks::abandon() {
  handler_ = nullptr;
  ended_ = nullptr;
  deadline_.cancel();
}

void BroadcastAcks::finish(std::error_code error) {
  const BroadcastAckHandler handler = std::exchange(handler_, nullptr);
  if (!handler) return;
  deadline_.cancel();
  const std::vector<Answer> kept = std::move(answers_);
  std::vector<RawJson> answers;
  answers.reserve(kept.size());
  for (const Answer& answer : kept) answers.push_back(RawJson::trusted(answer.json, answer.attachments));
  const auto ended = std::move(ended_);
  ended();  // may end this object
  guarded("acknowledgement", [&] { handler(error, std::move(answers)); });
}

}  // namespace socketio

#include "late_answers.hpp"

#include <utility>

namespace watchroom {

void LateAnswers::add(const std::string& socket, base::Timers::Clock::duration delay,
                      std::function<void()> answer) {
  const auto [entry, is_new] = waiting_.try_emplace(socket);
  if (!is_new) return;
  entry->second = timers_.after(delay, [this, socket, answer = std::move(answer)] {
    waiting_.erase(socket);
    answer();
  });
}

}  // namespace watchroom

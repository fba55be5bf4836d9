#include "player.hpp"

#include <cstdio>
#include <cstdlib>

#include "collection.hpp"

namespace bench {

void give_up(const std::string& line) {
  std::fprintf(stderr, "script: %s\n", line.c_str());
  std::_Exit(1);
}

Player::Progress Player::advance() {
  if (last_ != nullptr && !check_answers()) return Progress::waiting;
  last_ = next_step();
  if (last_ == nullptr) {
    dump_counts(name_.c_str());
    std::printf("%s %zu\n", name_.c_str(), scenario_.rounds * scenario_.messages);
    return Progress::done;
  }
  received_ = 0;
  last_->act(peers_);
  return Progress::acted;
}

/// False while some are missing.
bool Player::check_answers() {
  received_ += peers_.receive();
  if (received_ < last_->answers) return false;
  if (received_ > last_->answers) {
    give_up(name_ + ": " + std::to_string(received_) + " answers instead of " +
            std::to_string(last_->answers));
  }
  if (!last_->begins.empty() && !peers_.latest().starts_with(last_->begins)) {
    give_up(name_ + ": the answer is " + std::string(peers_.latest().substr(0, 200)));
  }
  return true;
}

const Step* Player::next_step() {
  if (!prepared_) {
    if (step_ < scenario_.prepare.size()) return &scenario_.prepare[step_++];
    prepared_ = true;
    step_ = 0;
  }
  if (step_ == scenario_.round.size()) {
    step_ = 0;
    ++round_;
  }
  if (step_ == 0 && round_ == warm_rounds) forget_counts();
  if (round_ == warm_rounds + scenario_.rounds) return nullptr;
  return &scenario_.round[step_++];
}

}  // namespace bench

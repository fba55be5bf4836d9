// player.hpp - plays one scenario, a step whenever the server is idle, and marks the counted part.
#pragma once

#include <cstddef>
#include <string>

#include "scenario.hpp"

namespace bench {

class Player {
 public:
  enum class Progress {
    acted,    ///< the server has something to do
    waiting,  ///< the answers of the last step are not complete
    done,     ///< the counts are written
  };

  /// `layer` and the scenario's name become the name of the dump. Both references must outlive the player.
  Player(std::string layer, const Scenario& scenario, Peers& peers)
      : scenario_(scenario), peers_(peers), name_(std::move(layer) + '/' + scenario.name) {}

  /// @pre the server is idle. Ends the program, with a line that says why, when a wrong answer came.
  Progress advance();
  const std::string& name() const { return name_; }

 private:
  static constexpr std::size_t warm_rounds = 30;

  const Step* next_step();
  bool check_answers();

  const Scenario& scenario_;
  Peers& peers_;
  std::string name_;
  const Step* last_ = nullptr;
  std::size_t received_ = 0;  // of the last step
  std::size_t step_ = 0;      // next in prepare, then in round
  std::size_t round_ = 0;
  bool prepared_ = false;
};

/// Prints the line to stderr and exits with status 1.
[[noreturn]] void give_up(const std::string& line);

}  // namespace bench

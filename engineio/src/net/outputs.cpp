#include "net/outputs.hpp"

#include <algorithm>
#include <utility>

#include "net/connection.hpp"

namespace engineio::net {
namespace {

/// Connections written to between two looks at the sockets: a quarter to half a millisecond.
constexpr std::size_t slice = 64;
/// Messages per late connection that may join it before everybody is written to, whatever it takes: whoever
/// sends faster than we can write must not be read from for ever.
constexpr std::size_t max_appends = 16;

constexpr std::uint32_t late_bit = std::uint32_t{1} << 31;

}  // namespace

std::uint32_t Outputs::add(Connection& connection) {
  turn_.push_back({&connection, {}});
  return static_cast<std::uint32_t>(turn_.size() - 1);
}

base::SharedBytes& Outputs::piece(std::uint32_t index) {
  if ((index & late_bit) == 0) return turn_[index].piece;
  ++late_appends_;
  return late_[index ^ late_bit].piece;
}

void Outputs::flush() {
  const std::size_t now = std::min(turn_.size(), slice);
  for (std::size_t index = 0; index < now; ++index) {
    turn_[index].connection->flush(std::move(turn_[index].piece));
  }
  const bool overrun = late_appends_ > max_appends * (late_.size() - next_late_);
  flush_late(overrun ? late_.size() : slice);
  for (std::size_t index = now; index < turn_.size(); ++index) {
    Connection& connection = *turn_[index].connection;
    connection.move_output(late_bit | static_cast<std::uint32_t>(late_.size()));
    late_.push_back({connection.id(), std::move(turn_[index].piece)});
  }
  turn_.clear();
}

void Outputs::flush_late(std::size_t limit) {
  const std::size_t end = std::min(late_.size(), next_late_ + limit);
  for (; next_late_ < end; ++next_late_) {
    LateOutput& output = late_[next_late_];
    if (Connection* const connection = connections_.find(output.connection)) {
      connection->flush(std::move(output.piece));
    }
  }
  forget_written();
}

void Outputs::forget_written() {
  if (next_late_ == late_.size()) {
    late_appends_ = 0;
  } else if (next_late_ < late_.size() / 2) {
    return;
  }
  late_.erase(late_.begin(), late_.begin() + static_cast<std::ptrdiff_t>(next_late_));
  next_late_ = 0;
  for (std::size_t index = 0; index < late_.size(); ++index) {
    Connection* const connection = connections_.find(late_[index].connection);
    if (connection != nullptr) connection->move_output(late_bit | static_cast<std::uint32_t>(index));
  }
}

void Outputs::clear() {
  turn_.clear();
  late_.clear();
  next_late_ = late_appends_ = 0;
}

}  // namespace engineio::net

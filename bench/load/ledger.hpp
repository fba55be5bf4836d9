// ledger.hpp - which deliveries each room still owes to which of its members.
//
// Every event that a room must relay is entered with its text, when it was due, and who must get it. A
// delivery is struck off by its text, so that a wrong, a doubled and a misdirected one are noticed at once,
// and a missing one at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"

namespace bench {

/// A set of the members of one room, by their numbers below 64.
using MemberSet = std::uint64_t;

constexpr MemberSet only(std::size_t member) { return MemberSet{1} << member; }
constexpr MemberSet everybody(std::size_t members) { return ~MemberSet{0} >> (64 - members); }
constexpr MemberSet all_but(std::size_t member, std::size_t members) {
  return everybody(members) & ~only(member);
}

/// What the argument array of a relayed event must look like.
struct Expected {
  std::string start;
  std::string inside;  ///< follows somewhere behind it; empty: `start` is all there is

  bool matches(std::string_view arguments) const;
};

class Ledger {
 public:
  explicit Ledger(std::size_t rooms) : rooms_(rooms) {}

  void expect(std::size_t room, Expected event, MemberSet receivers, Time due);
  /// When what has just arrived was due; nothing if it is not owed to that member.
  std::optional<Time> strike_off(std::size_t room, std::size_t member, std::string_view arguments);

  /// Deliveries.
  std::uint64_t outstanding() const { return outstanding_; }
  /// One of those that are outstanding, to be shown; empty when there is none.
  std::string example() const;

 private:
  struct Entry {
    Expected event;
    MemberSet receivers;  // that do not have it yet
    Time due;
  };

  std::vector<std::vector<Entry>> rooms_;  // oldest first
  std::uint64_t outstanding_ = 0;
};

}  // namespace bench

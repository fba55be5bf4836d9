#include "ledger.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace bench {

bool Expected::matches(std::string_view arguments) const {
  if (!arguments.starts_with(start)) return false;
  const std::string_view rest = arguments.substr(start.size());
  return inside.empty() ? rest.empty() : rest.find(inside) != std::string_view::npos;
}

void Ledger::expect(std::size_t room, Expected event, MemberSet receivers, Time due) {
  outstanding_ += static_cast<std::uint64_t>(std::popcount(receivers));
  rooms_.at(room).push_back({std::move(event), receivers, due});
}

std::optional<Time> Ledger::strike_off(std::size_t room, std::size_t member, std::string_view arguments) {
  std::vector<Entry>& entries = rooms_.at(room);
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return (entry.receivers & only(member)) != 0 && entry.event.matches(arguments);
  });
  if (found == entries.end()) return std::nullopt;
  const Time due = found->due;
  found->receivers &= ~only(member);
  if (found->receivers == 0) entries.erase(found);
  --outstanding_;
  return due;
}

std::string Ledger::example() const {
  for (const auto& entries : rooms_) {
    if (entries.empty()) continue;
    const Expected& event = entries.front().event;
    return event.inside.empty() ? event.start : event.start + "..." + event.inside;
  }
  return {};
}

}  // namespace bench

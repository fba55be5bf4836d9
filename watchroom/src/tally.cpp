#include "tally.hpp"

namespace watchroom {
namespace {

std::string_view label(Admission admission) {
  switch (admission) {
    case Admission::granted:
      break;
    case Admission::missing_token:
      return "missing_token";
    case Admission::wrong_token:
      return "wrong_token";
    case Admission::expired_token:
      return "expired_token";
    case Admission::invalid_token:
      return "invalid_token";
  }
  return "";
}

}  // namespace

std::string_view to_string(Limit limit) {
  switch (limit) {
    case Limit::events:
      return "events";
    case Limit::signals:
      return "signals";
    case Limit::audio:
      return "audio";
    case Limit::lists:
      return "lists";
    case Limit::heartbeats:
      return "heartbeats";
    case Limit::relays:
      return "relays";
    case Limit::creations:
      return "creations";
    case Limit::failed_joins:
      return "failed_joins";
    case Limit::rooms:
      return "rooms";
    case Limit::rooms_per_address:
      return "rooms_per_address";
    case Limit::members:
      return "members";
    case Limit::list_bytes:
      return "list_bytes";
  }
  return "";
}

Counters Tally::counters() const {
  Counters counters;
  for (std::size_t i = 1; i < admissions; ++i) {
    counters.refused.push_back({label(static_cast<Admission>(i)), refused_[i]});
  }
  for (std::size_t i = 0; i < limits; ++i) {
    counters.limited.push_back({to_string(static_cast<Limit>(i)), limited_[i]});
  }
  return counters;
}

}  // namespace watchroom

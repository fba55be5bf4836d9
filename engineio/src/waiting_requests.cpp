#include "waiting_requests.hpp"

#include <utility>

namespace engineio {

WaitingRequests::WaitingRequests(base::Timers& timers, std::chrono::milliseconds limit, OnTimeout on_timeout)
    : timers_(timers), limit_(limit), on_timeout_(std::move(on_timeout)) {}

WaitingRequests::Ticket WaitingRequests::add(ConnId connection, RequestPtr request) {
  const Ticket ticket{connection, ++last_number_};
  base::Timer deadline = timers_.after(limit_, [this, ticket] {
    if (const RequestPtr late = take(ticket)) on_timeout_(ticket.connection, late);
  });
  requests_.insert_or_assign(connection, Entry{std::move(request), ticket.number, std::move(deadline)});
  return ticket;
}

WaitingRequests::RequestPtr WaitingRequests::take(Ticket ticket) {
  const auto found = requests_.find(ticket.connection);
  if (found == requests_.end() || found->second.number != ticket.number) return nullptr;
  RequestPtr request = std::move(found->second.request);
  requests_.erase(found);
  return request;
}

}  // namespace engineio

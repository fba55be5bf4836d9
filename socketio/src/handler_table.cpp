#include "handler_table.hpp"

#include <utility>

namespace socketio {

HandlerTable::~HandlerTable() {
  handlers_.for_each_key([this](std::uint32_t name) { names_.release(name); });
}

void HandlerTable::add(std::uint32_t token, std::string_view event, std::unique_ptr<EventHandler> handler) {
  handlers_.append(token, std::move(handler), names_.acquire(event));
}

void HandlerTable::remove(std::string_view event) {
  const std::uint32_t name = names_.find(event);
  for (std::size_t count = handlers_.clear(name); count > 0; --count) names_.release(name);
}

bool HandlerTable::remove(std::uint32_t token) {
  const auto name = handlers_.remove(token);
  if (name) names_.release(*name);
  return name.has_value();
}

}  // namespace socketio

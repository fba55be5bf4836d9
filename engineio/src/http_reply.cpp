#include <utility>

#include "engineio/server.hpp"

namespace engineio {

HttpReply::HttpReply(HttpReply&& other) noexcept
    : wire_(std::exchange(other.wire_, nullptr)),
      connection_(other.connection_),
      head_only_(other.head_only_) {}

HttpReply& HttpReply::operator=(HttpReply&& other) noexcept {
  std::swap(wire_, other.wire_);
  std::swap(connection_, other.connection_);
  std::swap(head_only_, other.head_only_);
  return *this;
}

HttpReply::~HttpReply() {
  if (wire_ == nullptr) return;
  HttpResponse response;
  response.status = 500;
  (*this)(std::move(response));
}

void HttpReply::operator()(HttpResponse response) {
  Wire* wire = std::exchange(wire_, nullptr);
  if (wire == nullptr) return;
  if (head_only_) {
    response.add("Content-Length", std::to_string(response.body.size()));
    response.body = {};
  }
  wire->respond(connection_, std::move(response));
}

}  // namespace engineio

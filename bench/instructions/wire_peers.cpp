#include "wire_peers.hpp"

#include <utility>

#include "collection.hpp"
#include "request_headers.hpp"

namespace bench {

using engineio::Frame;
using engineio::HttpRequest;

void WirePeers::open_websocket(std::string_view target) {
  HttpRequest request = upgrade_request(target);
  connections_.push_back(wire.connect());
  const Collected collected;
  wire.request(connections_.back(), std::move(request));
}

void WirePeers::open_http() { connections_.push_back(wire.connect()); }

void WirePeers::send(std::size_t peer, std::span<const Message> messages) {
  std::vector<Frame> frames;
  for (const Message& message : messages) {
    frames.push_back({base::SharedBytes::copy(message.bytes), message.binary});
  }
  const Collected collected;
  for (Frame& frame : frames) wire.message(connections_.at(peer), std::move(frame));
}

void WirePeers::request(std::size_t peer, std::string_view method, std::string_view target,
                        std::string_view body) {
  HttpRequest request = HttpRequest::make(method, target, request_headers, body);
  const Collected collected;
  wire.request(connections_.at(peer), std::move(request));
}

void WirePeers::pass(std::chrono::milliseconds span) {
  const Collected collected;
  time.advance(span);
}

std::size_t WirePeers::receive() {
  return static_cast<std::size_t>(wire.sent() - std::exchange(received_, wire.sent()));
}

void WirePeers::settle() {
  const Collected collected;
  time.settle();
}

}  // namespace bench

#include "net/websocket_channel.hpp"

#include <system_error>
#include <utility>

#include "net/connection.hpp"
#include "net/io_loop.hpp"
#include "net/message_deflate.hpp"

namespace engineio::net {

WebsocketChannel::WebsocketChannel(Connection& connection, std::unique_ptr<MessageDeflate> deflate)
    : connection_(connection), codec_(connection.loop().options(), std::move(deflate)) {}

WebsocketChannel::~WebsocketChannel() = default;

std::size_t WebsocketChannel::consume(std::span<char> bytes) {
  std::vector<WebsocketInput>& inputs = connection_.loop().inputs();
  const std::size_t used = codec_.decode(bytes, inputs);
  for (WebsocketInput& input : inputs) on_input(input);
  inputs.clear();
  if (codec_.violation() != 0) on_violation();
  if (codec_.must_wait()) connection_.continue_reading_later();
  return used;
}

void WebsocketChannel::on_input(WebsocketInput& input) {
  switch (input.kind) {
    case WebsocketInput::Kind::message:
      // The hub has closed: it wants no more of them.
      if (!close_sent_) connection_.report(std::move(input.frame));
      return;
    case WebsocketInput::Kind::ping:
      if (!close_sent_) write(Opcode::pong, input.frame.bytes);
      return;
    case WebsocketInput::Kind::close:
      write_close(input.code);
      connection_.finish({});
      return;
  }
}

void WebsocketChannel::on_violation() {
  const bool too_big = codec_.violation() == close_code::message_too_big;
  write_close(codec_.violation());
  connection_.finish(std::make_error_code(too_big ? std::errc::message_size : std::errc::protocol_error));
}

void WebsocketChannel::send(const Frame& frame) {
  if (close_sent_ || (codec_.deflate() != nullptr && send_compressed(frame))) return;
  if (frame.header_bytes > 0) return connection_.write(frame.bytes.with_prefix(frame.header_bytes));
  write(frame.binary ? Opcode::binary : Opcode::text, frame.bytes);
}

/// @return false: it goes as it is.
bool WebsocketChannel::send_compressed(const Frame& frame) {
  base::SharedBytes compressed = codec_.deflate()->compress(frame);
  if (compressed.empty()) return false;
  connection_.write(std::move(compressed));
  return true;
}

void WebsocketChannel::close(std::uint16_t code) {
  if (close_sent_) return;
  write_close(code);
  connection_.set_deadline(connection_.loop().options().close_timeout);
}

void WebsocketChannel::write(Opcode opcode, const base::SharedBytes& payload) {
  WriteQueue& queue = connection_.out();
  queue.append(FrameHeader(opcode, payload.size()).view());
  queue.append(payload);
}

void WebsocketChannel::write_close(std::uint16_t code) {
  if (std::exchange(close_sent_, true)) return;
  const char status[2] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  const std::size_t size = code == close_code::none ? 0 : sizeof status;
  WriteQueue& queue = connection_.out();
  queue.append(FrameHeader(Opcode::close, size).view());
  queue.append(std::string_view(status, size));
}

}  // namespace engineio::net

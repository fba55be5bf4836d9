#include "net/websocket_processor.hpp"

#include <algorithm>
#include <memory>

#include "base/utf8.hpp"
#include "net/message_deflate.hpp"

namespace engineio::net {
namespace {

namespace frame = websocketpp::frame;
namespace opcode = websocketpp::frame::opcode;
namespace error = websocketpp::processor::error;

ProcessorConfig::rng_type no_random;

std::uint16_t violation_of(const std::error_code& code) {
  return code == error::make_error_code(error::message_too_big) ? close_code::message_too_big
                                                                : close_code::protocol_error;
}

/// RFC 6455, 7.4: what may stand in a close frame. 1005, 1006 and 1015 are for local use only.
bool may_be_sent(unsigned code) {
  const bool defined = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
  return defined || (code >= 3000 && code <= 4999);
}

/// The violation in a close frame's payload, 0 for none; `code` is its status, if it has one.
std::uint16_t check_close(std::string_view payload, std::uint16_t& code) {
  if (payload.empty()) return 0;
  if (payload.size() == 1) return close_code::protocol_error;
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned>(static_cast<unsigned char>(payload[at]));
  };
  const unsigned status = byte(0) << 8 | byte(1);
  if (!may_be_sent(status)) return close_code::protocol_error;
  code = static_cast<std::uint16_t>(status);
  return ::base::is_utf8(payload.substr(2)) ? std::uint16_t{0} : close_code::invalid_payload;
}

}  // namespace

WebsocketProcessor::WebsocketProcessor(const NetworkOptions& limits, MessageDeflate* deflate)
    : Hybi13(false, true, std::make_shared<ProcessorConfig::con_msg_manager_type>(), no_random),
      limits_(limits),
      deflate_(deflate) {
  set_max_message_size(limits.max_message_bytes);
}

WebsocketProcessor::Step WebsocketProcessor::read(std::span<char> bytes) {
  Step step;
  while (step.used < bytes.size() && step.violation == 0) {
    char* const next = bytes.data() + step.used;
    if (at_frame_start() && !begin_frame(*next)) {
      step.violation = close_code::message_too_big;
      break;
    }
    // Never past the end of what it reads now, so that every frame start passes by here.
    const std::size_t size = std::min(bytes.size() - step.used, get_bytes_needed());
    std::error_code code;
    step.used += Hybi13::consume(reinterpret_cast<std::uint8_t*>(next), size, code);
    if (code) step.violation = violation_of(code);
    // hybi13 adds the length to what it has before it compares, which wraps around.
    if (m_state == APPLICATION && get_bytes_needed() > get_max_message_size()) {
      step.violation = close_code::message_too_big;
    }
    if (step.violation == 0 && ready()) {
      finish(step);
      break;
    }
  }
  return step;
}

/// @return false for one fragment too many.
bool WebsocketProcessor::begin_frame(char& first_byte) {
  const auto bits = static_cast<std::uint8_t>(first_byte);
  const auto code = static_cast<opcode::value>(bits & frame::BHB0_OPCODE);
  if (opcode::is_control(code)) return true;
  if (code == opcode::text || code == opcode::binary) begin_message(first_byte);
  return ++fragments_ <= limits_.max_fragments;
}

/// RSV1 stays where it must not be, for hybi13 to complain about: in continuations and control frames, and
/// without an extension that gives it a meaning.
void WebsocketProcessor::begin_message(char& first_byte) {
  auto bits = static_cast<unsigned>(static_cast<std::uint8_t>(first_byte));
  text_ = (bits & frame::BHB0_OPCODE) == opcode::text;
  compressed_ = deflate_ != nullptr && (bits & frame::BHB0_RSV1) != 0;
  if (compressed_) bits &= ~unsigned{frame::BHB0_RSV1};
  // Told that it is binary, hybi13 leaves the UTF-8 check of the whole message to finish_data().
  first_byte = static_cast<char>((bits & ~unsigned{frame::BHB0_OPCODE}) | opcode::binary);
  const std::size_t limit = limits_.max_message_bytes;
  set_max_message_size(compressed_ ? MessageDeflate::payload_limit(limit) : limit);
}

void WebsocketProcessor::finish(Step& step) {
  const ProcessorConfig::message_type::ptr message = get_message();
  const std::string& payload = message->get_payload();
  switch (message->get_opcode()) {
    case opcode::ping:
      step.input = WebsocketInput{.kind = WebsocketInput::Kind::ping,
                                  .frame = {::base::SharedBytes::copy(payload), true}};
      return;
    case opcode::pong:
      return;
    case opcode::close:
      step.input = WebsocketInput{.kind = WebsocketInput::Kind::close, .frame = {}};
      step.violation = check_close(payload, step.input->code);
      return;
    default:
      finish_data(payload, step);
  }
}

void WebsocketProcessor::finish_data(const std::string& payload, Step& step) {
  fragments_ = 0;
  std::optional<::base::SharedBytes> message = message_of(payload, step);
  if (!message) return;
  if (text_ && !::base::is_utf8(message->view())) {
    step.violation = close_code::invalid_payload;
    return;
  }
  step.input = WebsocketInput{.kind = WebsocketInput::Kind::message, .frame = {*std::move(message), !text_}};
}

std::optional<::base::SharedBytes> WebsocketProcessor::message_of(const std::string& payload, Step& step) {
  if (!compressed_) return ::base::SharedBytes::copy(payload);
  ::base::SharedBytes message;
  switch (deflate_->inflate(payload, message)) {
    case Inflater::Outcome::done:
      return message;
    case Inflater::Outcome::too_big:
      step.violation = close_code::message_too_big;
      break;
    case Inflater::Outcome::corrupt:
      step.violation = close_code::invalid_payload;
      break;
  }
  return std::nullopt;
}

}  // namespace engineio::net

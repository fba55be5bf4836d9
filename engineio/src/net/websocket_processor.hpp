// engineio/src/net/websocket_processor.hpp - websocketpp's RFC 6455 processor as a pure codec.
//
// websocketpp::processor::hybi13 validates frames, joins fragments and keeps control frames between them
// apart. Nothing else of websocketpp is used: no endpoint, no transport, no logger.
// Differences to using it bare: text is checked as a whole message by base::is_utf8 (hybi13's own check
// walks byte by byte), fragments are counted, and a length near 2^64 cannot slip past the size limit.
// permessage-deflate: hybi13 is shown a compressed message without its RSV1 bit, and the complete one is
// inflated here. Its own extension would inflate without a limit.
// Protocol: RFC 6455, 5 and 7; RFC 7692, 6. Thread: any (no I/O, no time).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <websocketpp/extensions/permessage_deflate/disabled.hpp>
#include <websocketpp/http/request.hpp>
#include <websocketpp/http/response.hpp>
#include <websocketpp/message_buffer/alloc.hpp>
#include <websocketpp/message_buffer/message.hpp>
#include <websocketpp/processors/hybi13.hpp>

#include "net/websocket_codec.hpp"

namespace engineio::net {

/// What hybi13 asks of its surroundings. The server side never masks, so it needs no random numbers.
struct ProcessorConfig {
  using request_type = websocketpp::http::parser::request;
  using response_type = websocketpp::http::parser::response;
  using message_type =
      websocketpp::message_buffer::message<websocketpp::message_buffer::alloc::con_msg_manager>;
  using con_msg_manager_type = websocketpp::message_buffer::alloc::con_msg_manager<message_type>;
  struct rng_type {
    std::uint32_t operator()() const { return 0; }
  };
  struct permessage_deflate_config {};
  using permessage_deflate_type =
      websocketpp::extensions::permessage_deflate::disabled<permessage_deflate_config>;
  static constexpr bool enable_extensions = false;
  static constexpr std::size_t max_message_size = 1'000'000;
};

class WebsocketProcessor : private websocketpp::processor::hybi13<ProcessorConfig> {
 public:
  struct Step {
    std::size_t used = 0;
    std::uint16_t violation = 0;
    std::optional<WebsocketInput> input;
  };

  /// `deflate` is null when permessage-deflate was not negotiated. Both must outlive the processor.
  explicit WebsocketProcessor(const NetworkOptions& limits, MessageDeflate* deflate = nullptr);

  /// Reads up to the end of one message or control frame. Overwrites the bytes it used.
  Step read(std::span<char> bytes);
  /// Between two messages: nothing is lost when the processor goes away.
  bool idle() const { return at_frame_start() && !m_data_msg.msg_ptr; }

 private:
  using Hybi13 = websocketpp::processor::hybi13<ProcessorConfig>;

  bool at_frame_start() const {
    return m_state == HEADER_BASIC && m_bytes_needed == websocketpp::frame::limits::basic_header_length;
  }
  bool begin_frame(char& first_byte);
  void begin_message(char& first_byte);
  void finish(Step& step);
  void finish_data(const std::string& payload, Step& step);
  /// The message; none, and a violation, when it cannot be had.
  std::optional<::base::SharedBytes> message_of(const std::string& payload, Step& step);

  const NetworkOptions& limits_;
  MessageDeflate* const deflate_;
  std::size_t fragments_ = 0;
  bool text_ = false;
  bool compressed_ = false;
};

}  // namespace engineio::net

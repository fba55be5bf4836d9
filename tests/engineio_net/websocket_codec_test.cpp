#include "net/websocket_codec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "net/websocket_processor.hpp"

using engineio::NetworkOptions;
using engineio::net::FrameHeader;
using engineio::net::Opcode;
using engineio::net::WebsocketCodec;
using engineio::net::WebsocketInput;
using engineio::net::WebsocketProcessor;
using namespace std::string_literals;

// The masking key of most frames here is 00 00 00 00, so that payloads are written as they are.

namespace {

using Texts = std::vector<std::string>;

NetworkOptions small_limits() {
  NetworkOptions options;
  options.max_message_bytes = 300;
  options.max_fragments = 4;
  return options;
}

std::string described(const WebsocketInput& input) {
  switch (input.kind) {
    case WebsocketInput::Kind::message:
      return (input.frame.binary ? "binary " : "text ") + std::string(input.frame.bytes.view());
    case WebsocketInput::Kind::ping:
      return "ping " + std::string(input.frame.bytes.view());
    case WebsocketInput::Kind::close:
      return "close " + std::to_string(input.code);
  }
  return "?";
}

/// What the codec makes of `bytes` that come in two pieces cut at `cut`.
Texts decode(std::string_view bytes, std::size_t cut) {
  const NetworkOptions limits = small_limits();
  WebsocketCodec codec(limits);
  Texts seen;
  std::string kept;
  for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    kept.append(piece);
    std::vector<WebsocketInput> inputs;
    kept.erase(0, codec.decode(kept, inputs));
    for (const WebsocketInput& input : inputs) seen.push_back(described(input));
    if (codec.violation() != 0) {
      seen.push_back("violation " + std::to_string(codec.violation()));
      break;
    }
  }
  return seen;
}

/// The same by the processor alone, byte by byte.
Texts decode_slowly(std::string_view bytes) {
  const NetworkOptions limits = small_limits();
  WebsocketProcessor processor(limits);
  Texts seen;
  for (char byte : bytes) {
    const WebsocketProcessor::Step step = processor.read({&byte, 1});
    if (step.violation != 0) {
      seen.push_back("violation " + std::to_string(step.violation));
      break;
    }
    if (step.input) seen.push_back(described(*step.input));
    if (step.input && step.input->kind == WebsocketInput::Kind::close) break;
  }
  return seen;
}

struct Case {
  const char* situation;
  std::string bytes;
  Texts seen;
};

const std::string no_mask("\0\0\0\0", 4);

const Case cases[] = {
    {"[RFC 6455, 5.7] a masked text message",
     "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s,
     {"text Hello"}},
    {"an empty text", "\x81\x80"s + no_mask, {"text "}},
    {"an empty binary", "\x82\x80"s + no_mask, {"binary "}},
    {"two messages", "\x81\x81"s + no_mask + "a" + "\x82\x82"s + no_mask + "bc", {"text a", "binary bc"}},
    {"125 bytes", "\x82\xfd"s + no_mask + std::string(125, 'x'), {"binary " + std::string(125, 'x')}},
    {"126 bytes", "\x82\xfe\x00\x7e"s + no_mask + std::string(126, 'x'), {"binary " + std::string(126, 'x')}},
    {"the largest message",
     "\x81\xfe\x01\x2c"s + no_mask + std::string(300, 'x'),
     {"text " + std::string(300, 'x')}},
    {"a message with every byte of a masking key",
     "\x82\x8b\x01\x02\x03\x04"s + "\x60\x60\x60\x60\x64\x64\x64\x6c\x68\x68\x68",
     {"binary abcdefghijk"}},
    {"a fragmented text", "\x01\x82"s + no_mask + "ab" + "\x80\x81"s + no_mask + "c", {"text abc"}},
    {"a fragmented binary in three",
     "\x02\x81"s + no_mask + "a" + "\x00\x80"s + no_mask + "\x80\x81"s + no_mask + "b",
     {"binary ab"}},
    {"fragments with keys of their own",
     "\x01\x82\x01\x01\x01\x01"s + "``" + "\x80\x82\x02\x02\x02\x02"s + "``",
     {"text aabb"}},
    {"a character cut by fragments",
     "\x01\x81"s + no_mask + "\xc3" + "\x80\x81"s + no_mask + "\xa9",
     {"text \xc3\xa9"}},
    {"control frames between fragments",
     "\x01\x81"s + no_mask + "a" + "\x89\x81"s + no_mask + "p" + "\x8a\x80"s + no_mask + "\x80\x81"s +
         no_mask + "b",
     {"ping p", "text ab"}},
    {"a message behind a fragmented one",
     "\x01\x81"s + no_mask + "a" + "\x80\x80"s + no_mask + "\x81\x81"s + no_mask + "b",
     {"text a", "text b"}},
    {"a ping with 125 bytes",
     "\x89\xfd"s + no_mask + std::string(125, 'p'),
     {"ping " + std::string(125, 'p')}},
    {"a pong", "\x8a\x81"s + no_mask + "x", {}},
    {"a close without status", "\x88\x80"s + no_mask, {"close 0"}},
    {"a close with status and reason", "\x88\x85"s + no_mask + "\x03\xe8" + "bye", {"close 1000"}},
    {"a close of an application", "\x88\x82"s + no_mask + "\x0f\xa0", {"close 4000"}},
    {"nothing is read behind a close", "\x88\x80"s + no_mask + "\x81\x81"s + no_mask + "a", {"close 0"}},
    {"a close of one byte", "\x88\x81"s + no_mask + "\x03", {"violation 1002"}},
    {"a close with a bad reason", "\x88\x83"s + no_mask + "\x03\xe8\xff", {"violation 1007"}},
    {"text that is not UTF-8", "\x81\x82"s + no_mask + "a\xff", {"violation 1007"}},
    {"text that ends within a character", "\x81\x82"s + no_mask + "a\xc3", {"violation 1007"}},
    {"a surrogate", "\x81\x83"s + no_mask + "\xed\xa0\x80", {"violation 1007"}},
    {"fragmented text that is not UTF-8",
     "\x01\x81"s + no_mask + "a" + "\x80\x81"s + no_mask + "\xff",
     {"violation 1007"}},
    {"messages in front of a bad one",
     "\x81\x81"s + no_mask + "a" + "\x81\x81"s + no_mask + "\xff",
     {"text a", "violation 1007"}},
    {"binary need not be UTF-8", "\x82\x81"s + no_mask + "\xff", {"binary \xff"}},
    {"not masked", "\x81\x01"s + "a", {"violation 1002"}},
    {"a reserved bit", "\xc1\x81"s + no_mask + "a", {"violation 1002"}},
    {"another reserved bit", "\x91\x81"s + no_mask + "a", {"violation 1002"}},
    {"a reserved data opcode", "\x83\x80"s + no_mask, {"violation 1002"}},
    {"a reserved control opcode", "\x8b\x80"s + no_mask, {"violation 1002"}},
    {"a fragmented ping", "\x09\x80"s + no_mask, {"violation 1002"}},
    {"a ping of 126 bytes", "\x89\xfe\x00\x7e"s + no_mask, {"violation 1002"}},
    {"a continuation of nothing", "\x80\x80"s + no_mask, {"violation 1002"}},
    {"a new message within a fragmented one",
     "\x01\x80"s + no_mask + "\x81\x80"s + no_mask,
     {"violation 1002"}},
    {"a length in two bytes that fits in one", "\x81\xfe\x00\x7d"s + no_mask, {"violation 1002"}},
    {"a length in eight bytes that fits in two",
     "\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff"s + no_mask,
     {"violation 1002"}},
    {"one byte too many", "\x81\xfe\x01\x2d"s + no_mask, {"violation 1009"}},
    {"2^63 bytes", "\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00"s + no_mask, {"violation 1009"}},
    {"a first fragment that is too long", "\x01\xfe\x01\x2d"s + no_mask, {"violation 1009"}},
    {"fragments that add up to too much",
     "\x02\xfe\x00\xc8"s + no_mask + std::string(200, 'x') + "\x80\xfe\x00\xc8"s + no_mask,
     {"violation 1009"}},
    {"a fragment whose length wraps around",
     "\x02\x82"s + no_mask + "ab" + "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff"s + no_mask,
     {"violation 1009"}},
    {"as many fragments as allowed",
     "\x02\x80"s + no_mask + "\x00\x80"s + no_mask + "\x00\x80"s + no_mask + "\x80\x80"s + no_mask,
     {"binary "}},
    {"one fragment too many",
     "\x02\x80"s + no_mask + "\x00\x80"s + no_mask + "\x00\x80"s + no_mask + "\x00\x80"s + no_mask +
         "\x80\x80"s,
     {"violation 1009"}},
};

}  // namespace

TEST_SUITE("engineio/net/websocket_codec") {
  TEST_CASE("every kind of input, cut at every byte: the same comes out") {
    for (const Case& input : cases) {
      CAPTURE(input.situation);
      for (std::size_t cut = 0; cut <= input.bytes.size(); ++cut) {
        CAPTURE(cut);
        CHECK(decode(input.bytes, cut) == input.seen);
      }
    }
  }

  TEST_CASE("every kind of input: the processor alone agrees") {
    for (const Case& input : cases) {
      CAPTURE(input.situation);
      CHECK(decode_slowly(input.bytes) == input.seen);
    }
  }

  TEST_CASE("[RFC 6455, 7.4] status codes of a close frame") {
    for (const unsigned code :
         {1000u, 1001u, 1002u, 1003u, 1007u, 1011u, 1012u, 1013u, 1014u, 3000u, 3999u, 4999u}) {
      const std::string bytes =
          "\x88\x82"s + no_mask + static_cast<char>(code >> 8) + static_cast<char>(code & 255);
      CHECK(decode(bytes, 0) == Texts{"close " + std::to_string(code)});
    }
    for (const unsigned code :
         {0u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u}) {
      const std::string bytes =
          "\x88\x82"s + no_mask + static_cast<char>(code >> 8) + static_cast<char>(code & 255);
      CAPTURE(code);
      CHECK(decode(bytes, 0) == Texts{"violation 1002"});
    }
  }

  TEST_CASE("messages of one read share one block") {
    const NetworkOptions limits = small_limits();
    WebsocketCodec codec(limits);
    std::string bytes = "\x81\x82"s + no_mask + "ab" + "\x82\x83"s + no_mask + "cde";
    std::vector<WebsocketInput> inputs;
    CHECK(codec.decode(bytes, inputs) == bytes.size());
    REQUIRE(inputs.size() == 2);
    CHECK(inputs[0].frame.bytes.data() + 2 == inputs[1].frame.bytes.data());
  }

  TEST_CASE("an incomplete frame is left to come again") {
    const NetworkOptions limits = small_limits();
    WebsocketCodec codec(limits);
    std::string bytes = "\x81\x82"s + no_mask + "ab" + "\x81\x85"s + no_mask + "cd";
    std::vector<WebsocketInput> inputs;
    CHECK(codec.decode(bytes, inputs) == 8);
    CHECK(inputs.size() == 1);
  }

  TEST_CASE("[RFC 6455, 5.2] headers of frames that are sent") {
    CHECK(FrameHeader(Opcode::text, 0).view() == "\x81\x00"s);
    CHECK(FrameHeader(Opcode::binary, 125).view() == "\x82\x7d"s);
    CHECK(FrameHeader(Opcode::text, 126).view() == "\x81\x7e\x00\x7e"s);
    CHECK(FrameHeader(Opcode::text, 65535).view() == "\x81\x7e\xff\xff"s);
    CHECK(FrameHeader(Opcode::binary, 65536).view() == "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s);
    CHECK(FrameHeader(Opcode::close, 2).view() == "\x88\x02"s);
    CHECK(FrameHeader(Opcode::pong, 3).view() == "\x8a\x03"s);
  }
}

#include "net/message_deflate.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "deflate_support.hpp"
#include "net/websocket_codec.hpp"

using engineio::Frame;
using engineio::NetworkOptions;
using engineio::PerMessageDeflateOptions;
using namespace engineio::net;
using namespace std::string_literals;
using test::deflated;
using test::DeflatePeer;
using test::inflated;
using test::noise;

// The masking key of all frames here is 00 00 00 00, so that payloads are written as they are.

namespace {

using Texts = std::vector<std::string>;

const std::string no_mask("\0\0\0\0", 4);
const std::string hello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
const std::string hello_again = "\xf2\x00\x11\x00\x00"s;

NetworkOptions small_limits(bool takeover) {
  NetworkOptions options;
  options.max_message_bytes = 300;
  options.max_fragments = 4;
  options.per_message_deflate = PerMessageDeflateOptions();
  options.per_message_deflate->threshold = 20;
  options.per_message_deflate->server_no_context_takeover = !takeover;
  options.per_message_deflate->client_no_context_takeover = !takeover;
  return options;
}

/// A loop's share, and connections that agreed with it.
struct Loop {
  explicit Loop(NetworkOptions given)
      : options(std::move(given)), budget(options.per_message_deflate->max_context_bytes) {}
  explicit Loop(bool takeover = false) : Loop(small_limits(takeover)) {}
  std::unique_ptr<MessageDeflate> connection(const DeflateOffer& offer = {}) { return shared.accept(offer); }

  NetworkOptions options;
  ContextBudget budget;
  SharedDeflate shared{options, budget};
};

std::string described(const WebsocketInput& input) {
  const std::string payload(input.frame.bytes.view());
  if (input.kind == WebsocketInput::Kind::ping) return "ping " + payload;
  if (input.kind == WebsocketInput::Kind::close) return "close";
  return (input.frame.binary ? "binary " : "text ") + payload;
}

/// What the codec makes of `bytes` that come in two pieces cut at `cut`.
Texts decode(bool takeover, std::string_view bytes, std::size_t cut) {
  Loop loop(takeover);
  WebsocketCodec codec(loop.options, loop.connection());
  Texts seen;
  std::string kept;
  for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    kept.append(piece);
    std::vector<WebsocketInput> inputs;
    kept.erase(0, codec.decode(kept, inputs));
    for (const WebsocketInput& input : inputs) seen.push_back(described(input));
    if (codec.violation() == 0) continue;
    seen.push_back("violation " + std::to_string(codec.violation()));
    break;
  }
  return seen;
}

/// A masked frame of less than 65536 bytes.
std::string frame(unsigned char first, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    bytes += static_cast<char>(0xfe);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size() & 255);
  }
  return bytes + no_mask + std::string(payload);
}

Frame text(std::string_view bytes) { return Frame{base::SharedBytes::copy(bytes), false}; }

/// The message in a compressed frame of the server, "(plain)" for the empty answer.
std::string message_in(const base::SharedBytes& answer, DeflatePeer& peer, unsigned char first = 0xc1) {
  if (answer.empty()) return "(plain)";
  const std::string_view bytes = answer.view();
  CHECK(static_cast<unsigned char>(bytes[0]) == first);
  const auto length = static_cast<unsigned char>(bytes[1]);
  const std::size_t header = length < 126 ? 2 : length == 126 ? 4 : 10;
  if (length < 126) CHECK(bytes.size() == 2U + length);
  return peer.inflate(std::string(bytes.substr(header)));
}
std::string message_in(const base::SharedBytes& answer) {
  DeflatePeer peer;
  return message_in(answer, peer);
}

}  // namespace

TEST_SUITE("engineio/net/message_deflate") {
  TEST_CASE("[RFC 7692, 6] what comes compressed, and what must not, cut at every byte") {
    struct Case {
      const char* situation;
      std::string bytes;
      Texts seen;
    };
    const Case cases[] = {
        {"[7.2.3.1] a compressed text", frame(0xc1, hello), {"text Hello"}},
        {"masked", "\xc1\x87\x37\xfa\x21\x3d\xc5\xb2\xec\xf4\xfe\xfd\x21"s, {"text Hello"}},
        {"[7.2.3.1] in fragments",
         frame(0x41, "\xf2\x48\xcd"s) + frame(0x80, "\xc9\xc9\x07\x00"s),
         {"text Hello"}},
        {"compressed binary", frame(0xc2, deflated("\xff\xfe")), {"binary \xff\xfe"}},
        {"an empty message", frame(0xc1, "\x00"s), {"text "}},
        {"fragments, the last one empty", frame(0x41, hello) + frame(0x80, ""), {"text Hello"}},
        {"a ping between compressed fragments",
         frame(0x41, "\xf2\x48\xcd"s) + frame(0x89, "p") + frame(0x80, "\xc9\xc9\x07\x00"s),
         {"ping p", "text Hello"}},
        {"plain messages around a compressed one",
         frame(0x81, "a") + frame(0xc1, hello) + frame(0x82, "b") + frame(0x01, "c") + frame(0x80, "d"),
         {"text a", "text Hello", "binary b", "text cd"}},
        {"one that says it is the last block",
         frame(0xc1, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s),
         {"text Hello"}},
        {"exactly as long as allowed", frame(0xc2, deflated(noise(300))), {"binary " + noise(300)}},
        {"too long once inflated", frame(0xc1, deflated(std::string(301, 'x'))), {"violation 1009"}},
        {"a bomb", frame(0xc1, deflated(std::string(1'000'000, 'x'))), {"violation 1009"}},
        {"a payload that is longer than any compressed message may be",
         "\xc2\xfe\x01\x71"s + no_mask,
         {"violation 1009"}},
        {"a plain one too long, for which the limit is smaller",
         "\x82\xfe\x01\x2d"s + no_mask,
         {"violation 1009"}},
        {"a plain fragmented one too long, behind a compressed one",
         frame(0xc1, hello) + frame(0x02, std::string(200, 'x')) + "\x80\xfe\x00\x96"s + no_mask,
         {"text Hello", "violation 1009"}},
        {"one fragment too many",
         frame(0x41, "") + frame(0x00, "") + frame(0x00, "") + frame(0x00, "") + frame(0x80, hello),
         {"violation 1009"}},
        {"no deflate stream", frame(0xc1, "Hello"), {"violation 1007"}},
        {"an incomplete stream", frame(0xc1, "\xf2\x48\xcd"s), {"violation 1007"}},
        {"text that is not UTF-8 once inflated", frame(0xc1, deflated("\xff")), {"violation 1007"}},
        {"RSV1 on a continuation",
         frame(0x41, "\xf2\x48\xcd"s) + frame(0xc0, "\xc9\xc9\x07\x00"s),
         {"violation 1002"}},
        {"RSV1 on the continuation of a plain message",
         frame(0x01, "a") + frame(0xc0, hello),
         {"violation 1002"}},
        {"a compressed ping", frame(0xc9, hello), {"violation 1002"}},
        {"a compressed pong", frame(0xca, hello), {"violation 1002"}},
        {"a compressed close", frame(0xc8, "\x03\xe8"), {"violation 1002"}},
        {"RSV2", frame(0xa1, "a"), {"violation 1002"}},
        {"RSV1 and RSV3", frame(0xd1, hello), {"violation 1002"}},
        {"a compressed message within a fragmented one",
         frame(0x01, "a") + frame(0xc1, hello),
         {"violation 1002"}},
        {"a reserved opcode", frame(0xc3, hello), {"violation 1002"}},
        {"not masked", "\xc1\x07"s + hello, {"violation 1002"}},
    };
    for (const Case& input : cases) {
      CAPTURE(input.situation);
      for (std::size_t cut = 0; cut <= input.bytes.size(); ++cut) {
        CAPTURE(cut);
        CHECK(decode(false, input.bytes, cut) == input.seen);
        CHECK(decode(true, input.bytes, cut) == input.seen);
      }
    }
  }

  TEST_CASE("frames with changed bytes: whole or cut, the same comes out, and never more than the limit") {
    const std::string frames = frame(0xc1, hello) + frame(0x41, deflated("some text, some text")) +
                               frame(0x89, "p") + frame(0x80, "\x00"s) + frame(0xc2, deflated(noise(200))) +
                               frame(0x81, "end");
    std::minstd_rand random(7692);
    for (int round = 0; round < 20'000; ++round) {
      std::string changed = frames;
      for (auto changes = random() % 3; changes < 3; ++changes) {
        changed[random() % changed.size()] = static_cast<char>(random());
      }
      CAPTURE(round);
      const bool takeover = round % 2 == 0;
      const Texts seen = decode(takeover, changed, 0);
      CHECK(decode(takeover, changed, random() % changed.size()) == seen);
      for (const std::string& text : seen) CHECK(text.size() <= 300 + "binary "s.size());
    }
  }

  TEST_CASE("[RFC 7692, 7.2.3.2] a message that refers to the one before: with takeover only") {
    const std::string bytes = frame(0xc1, hello) + frame(0x81, "between") + frame(0xc1, hello_again);
    CHECK(decode(true, bytes, 0) == Texts{"text Hello", "text between", "text Hello"});
    CHECK(decode(false, bytes, 0) == Texts{"text Hello", "text between", "violation 1007"});
  }

  TEST_CASE("[RFC 7692, 7.2.1] what is sent: long enough, allowed to be compressed, and shorter for it") {
    Loop loop;
    const auto connection = loop.connection();
    const std::string message(100, 'm');
    CHECK(message_in(connection->compress(text(message))) == message);
    CHECK(message_in(connection->compress(text(std::string(19, 'm')))) == "(plain)");
    CHECK(message_in(connection->compress(text(std::string(20, 'm')))) == std::string(20, 'm'));
    CHECK(message_in(connection->compress(text(noise(100)))) == "(plain)");
    CHECK(message_in(connection->compress(text(""))) == "(plain)");
    Frame flagged = text(message);
    flagged.compress = false;
    CHECK(message_in(connection->compress(flagged)) == "(plain)");
    DeflatePeer peer;
    const base::SharedBytes binary = connection->compress(Frame{base::SharedBytes::copy(message), true});
    CHECK(message_in(binary, peer, 0xc2) == message);
  }

  TEST_CASE("with takeover each message refers to those before, and nobody else's") {
    Loop loop(true);
    const auto first = loop.connection();
    const auto second = loop.connection();
    DeflatePeer first_peer;
    DeflatePeer second_peer;
    const std::string message = noise(100);
    const base::SharedBytes before = first->compress(text(message));
    CHECK(message_in(before, first_peer) == message);
    const base::SharedBytes after = first->compress(text(message));
    CHECK(after.size() < 20);
    CHECK(message_in(after, first_peer) == message);
    CHECK(message_in(second->compress(text(message)), second_peer) == message);
    // Sent as it is between them: it is no part of the context.
    CHECK(message_in(first->compress(text("short")), first_peer) == "(plain)");
    CHECK(message_in(first->compress(text(message)), first_peer) == message);
  }

  TEST_CASE("without takeover one compressed frame serves everybody with the same window") {
    Loop loop;
    const auto first = loop.connection();
    const auto second = loop.connection();
    const auto narrow = loop.connection({.server_max_window_bits = 9});
    const Frame message = text(std::string(100, 'm'));
    const base::SharedBytes compressed = first->compress(message);
    CHECK(same_bytes(compressed, second->compress(message)));
    CHECK_FALSE(same_bytes(compressed, narrow->compress(message)));
    CHECK(same_bytes(compressed, first->compress(message)));
    CHECK(message_in(second->compress(text(std::string(99, 'n')))) == std::string(99, 'n'));
    // The same bytes as binary are another frame.
    DeflatePeer peer;
    const Frame binary{message.bytes, true};
    CHECK(message_in(first->compress(message)) == std::string(100, 'm'));
    CHECK(message_in(first->compress(binary), peer, 0xc2) == std::string(100, 'm'));
    // It is kept for a turn.
    const base::SharedBytes last = first->compress(message);
    loop.shared.end_turn();
    CHECK_FALSE(same_bytes(last, first->compress(message)));
  }

  TEST_CASE("[RFC 7692, 7.1.2.1] a peer with the agreed window can read it") {
    NetworkOptions options = small_limits(true);
    options.max_message_bytes = 100'000;
    for (std::uint8_t bits = 9; bits <= 15; ++bits) {
      Loop loop(options);
      const auto connection = loop.connection({.server_max_window_bits = bits});
      DeflatePeer peer(bits);
      const std::string message = noise(20'000);
      for (int count = 0; count < 3; ++count) {
        CHECK(message_in(connection->compress(text(message + message)), peer) == message + message);
      }
    }
  }

  TEST_CASE("memory for contexts is limited: who comes when it is spent has none") {
    NetworkOptions options = small_limits(true);
    const std::size_t one = engineio::deflate_context_bytes(15, 8) + engineio::inflate_context_bytes(15);
    options.per_message_deflate->max_context_bytes = 2 * one;
    Loop loop(options);
    const auto takeover = [](const MessageDeflate& connection) {
      return connection.agreement().server_takeover && connection.agreement().client_takeover;
    };
    auto first = loop.connection();
    const auto second = loop.connection();
    const auto third = loop.connection();
    CHECK(takeover(*first));
    CHECK(takeover(*second));
    CHECK_FALSE(takeover(*third));
    CHECK(third->agreement().header() ==
          "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    CHECK(message_in(third->compress(text(std::string(100, 'm')))) == std::string(100, 'm'));
    CHECK(loop.budget.used() == 2 * one);
    first.reset();
    CHECK(loop.budget.used() == one);
    CHECK(takeover(*loop.connection()));
    // Who asks for no takeover takes none of it.
    const auto modest =
        loop.connection({.server_no_context_takeover = true, .client_no_context_takeover = true});
    CHECK(loop.budget.used() == one);
  }

  TEST_CASE("messages that become large are inflated over several turns") {
    NetworkOptions options = small_limits(false);
    options.max_message_bytes = 200'000;
    Loop loop(options);
    WebsocketCodec codec(loop.options, loop.connection());
    WebsocketCodec other(loop.options, loop.connection());
    std::string bytes;
    for (const char c : {'a', 'b', 'c', 'd', 'e'}) bytes += frame(0xc2, deflated(std::string(200'000, c)));
    bytes += frame(0x81, "end");
    std::vector<WebsocketInput> inputs;
    std::string seen;
    int turns = 0;
    do {
      ++turns;
      bytes.erase(0, codec.decode(bytes, inputs));
      CHECK(inputs.size() <= 3);
      for (const WebsocketInput& input : inputs) seen += input.frame.bytes.view()[0];
      inputs.clear();
      // The limit is the loop's: others wait as well.
      if (codec.must_wait()) {
        std::string late = frame(0x81, "late");
        CHECK(other.decode(late, inputs) == 0);
        CHECK(other.must_wait());
      }
      loop.shared.end_turn();
    } while (codec.must_wait());
    CHECK(seen == "abcdee");
    CHECK(turns == 3);
    CHECK(bytes.empty());
  }
}

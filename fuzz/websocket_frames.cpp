// What a peer sends as WebSocket frames: however it is cut into pieces the same comes out, no limit is
// passed, and a message that was sent in fragments arrives whole.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "net/message_deflate.hpp"
#include "net/websocket_codec.hpp"
#include "target.hpp"

using engineio::NetworkOptions;
using namespace engineio::net;
using Kind = WebsocketInput::Kind;

namespace {

NetworkOptions limited(bool takeover) {
  NetworkOptions options;
  options.max_message_bytes = 2'000;
  options.max_fragments = 8;
  options.per_message_deflate = engineio::PerMessageDeflateOptions();
  options.per_message_deflate->server_no_context_takeover = !takeover;
  options.per_message_deflate->client_no_context_takeover = !takeover;
  return options;
}

enum class Compression { none, without_takeover, with_takeover };

/// One connection of a loop of its own.
struct Peer {
  explicit Peer(Compression kind)
      : options(limited(kind == Compression::with_takeover)),
        budget(options.per_message_deflate->max_context_bytes),
        codec(options, kind == Compression::none ? nullptr : shared.accept({})) {}

  NetworkOptions options;
  ContextBudget budget;
  SharedDeflate shared{options, budget};
  WebsocketCodec codec;
};

void check(const WebsocketInput& input, const NetworkOptions& options) {
  const std::string_view payload = input.frame.bytes.view();
  FUZZ_CHECK(payload.size() <= (input.kind == Kind::message ? options.max_message_bytes : 125));
  if (input.kind == Kind::message && !input.frame.binary) FUZZ_CHECK(base::is_utf8(payload));
}

std::string described(const WebsocketInput& input) {
  std::string text = input.kind == Kind::ping    ? "ping "
                     : input.kind == Kind::close ? "close " + std::to_string(input.code) + ' '
                     : input.frame.binary        ? "binary "
                                                 : "text ";
  return text.append(input.frame.bytes.view());
}

/// Reads what is kept, as often as the codec says that it wants another turn.
void decode(Peer& peer, std::string& kept, std::vector<WebsocketInput>& inputs) {
  do {
    peer.shared.end_turn();
    const std::size_t used = peer.codec.decode(std::span(kept), inputs);
    FUZZ_CHECK(used <= kept.size());
    kept.erase(0, used);
  } while (peer.codec.must_wait());
}

std::vector<std::string> read(Compression kind, std::string_view stream, fuzz::Pieces pieces) {
  Peer peer(kind);
  std::string kept;
  std::vector<WebsocketInput> inputs;
  while (!stream.empty() && peer.codec.violation() == 0) {
    kept += pieces.take(stream);
    decode(peer, kept, inputs);
    if (!inputs.empty() && inputs.back().kind == Kind::close) break;
  }
  std::vector<std::string> seen;
  for (const auto& input : inputs) {
    check(input, peer.options);
    seen.push_back(described(input));
  }
  seen.push_back("violation " + std::to_string(peer.codec.violation()));
  return seen;
}

constexpr unsigned fin = 0x80;
constexpr unsigned mask_bit = 0x80;

/// A masked frame with a payload of less than 64 KiB.
std::string frame(unsigned first, std::string_view payload, std::uint32_t mask) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126) {
    bytes += static_cast<char>(mask_bit | payload.size());
  } else {
    bytes += static_cast<char>(mask_bit | 126);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size());
  }
  char key[4];
  for (unsigned at = 0; at < 4; ++at) key[at] = static_cast<char>(mask >> (8 * at));
  bytes.append(key, 4);
  for (std::size_t at = 0; at < payload.size(); ++at) bytes += static_cast<char>(payload[at] ^ key[at % 4]);
  return bytes;
}

/// The message in up to eight fragments, with a ping between any two.
std::string fragments(std::string_view message, unsigned opcode, unsigned count, std::minstd_rand& random) {
  std::string stream;
  for (unsigned number = 1; number <= count; ++number) {
    const bool last = number == count;
    const std::string_view part = message.substr(0, last ? message.size() : random() % (message.size() + 1));
    message.remove_prefix(part.size());
    stream +=
        frame((last ? fin : 0) | (number == 1 ? opcode : 0), part, static_cast<std::uint32_t>(random()));
    if (!last) stream += frame(fin | 0x9, "p", 0);
  }
  return stream;
}

void check_fragments(std::string_view message, bool binary) {
  auto random = fuzz::random_of(message);
  const auto count = static_cast<unsigned>(1 + random() % 8);
  const std::string stream = fragments(message, binary ? 2 : 1, count, random);
  const bool good = (binary || base::is_utf8(message)) && message.size() <= limited(false).max_message_bytes;
  for (const auto& pieces : fuzz::ways_to_split(stream)) {
    auto seen = read(Compression::none, stream, pieces);
    if (good) {
      FUZZ_CHECK(seen.size() == count + 1);
      FUZZ_CHECK(seen[count - 1] == (binary ? "binary " : "text ") + std::string(message));
      FUZZ_CHECK(seen.back() == "violation 0");
    } else {
      FUZZ_CHECK(seen.back() == "violation 1007" || seen.back() == "violation 1009");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream = fuzz::text_of(data, size);
  for (const auto kind : {Compression::none, Compression::without_takeover, Compression::with_takeover}) {
    const auto expected = read(kind, stream, fuzz::Pieces::whole());
    for (const auto& pieces : fuzz::ways_to_split(stream)) FUZZ_CHECK(read(kind, stream, pieces) == expected);
  }
  check_fragments(stream, false);
  check_fragments(stream, true);
  return 0;
}

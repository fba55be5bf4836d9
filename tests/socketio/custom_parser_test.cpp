#include "socketio/parser.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include "socket_harness.hpp"
#include "socketio/error.hpp"

using base::SharedBytes;
using socketio::Packet;
using socketio::PacketType;
using namespace std::chrono_literals;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// A format of an application: "<type> <nsp> <payload>", binary messages stand for themselves.
class LineDecoder final : public socketio::Decoder {
 public:
  base::Result<std::optional<Packet>> add_text(const SharedBytes& text) override {
    const std::string_view line = text.view();
    const std::size_t space = line.find(' ', 2);
    if (line.size() < 3 || space == line.npos) return socketio::Errc::invalid_payload;
    Packet packet;
    packet.type = static_cast<PacketType>(line.front());
    packet.nsp = line.substr(2, space - 2);
    packet.data = line.substr(space + 1);
    packet.text = text;
    return std::optional<Packet>(std::move(packet));
  }
  base::Result<std::optional<Packet>> add_binary(const SharedBytes& bytes) override {
    Packet packet;
    packet.data = R"(["bytes",{"_placeholder":true,"num":0}])";
    packet.attachments.push_back(bytes);
    return std::optional<Packet>(std::move(packet));
  }
};

class LineParser final : public socketio::Parser {
 public:
  explicit LineParser(const socketio::DecoderLimits& limits) : limits_(limits) {}
  socketio::EncodedPacket encode(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                                 std::string_view json, socketio::Attachments) override {
    std::string line{static_cast<char>(type), ' '};
    line.append(nsp).append(" ").append(json);
    if (id) line += '#' + std::to_string(*id);
    return {engineio::Message::text(line), {}};
  }
  std::unique_ptr<socketio::Decoder> make_decoder() override { return std::make_unique<LineDecoder>(); }
  const socketio::DecoderLimits& limits() const { return limits_; }

 private:
  socketio::DecoderLimits limits_;
};

socketio::Options with_lines() {
  socketio::Options options;
  options.parser = [](const socketio::DecoderLimits& limits) { return std::make_unique<LineParser>(limits); };
  return options;
}

}  // namespace

TEST_SUITE("socketio/custom_parser") {
  TEST_CASE("a server with a format of its own reads and writes every packet in it") {
    SocketHarness t(with_lines());
    t.io.of("/chat").use([](socketio::Socket& socket, const socketio::Next& next) {
      if (socket.handshake().auth().member("key")) return next();
      next(socketio::Reject{"no key"});
    });
    t.io.of("/chat").on_connection([&t](socketio::Socket& socket) {
      socket.on("hi", [&](const std::string& name) {
        t.io.of("/chat").emit("said", name);
        socket.timeout(1s).emit("ask", [](std::error_code) {});
        socket.disconnect();
      });
    });
    RawSocket& client = t.open();
    client.send("40 /nope {}");
    client.send("40 /chat {}");
    CHECK(client.frames() ==
          Frames{R"(44 /nope {"message":"Invalid namespace"})", R"(44 /chat {"message":"no key"})"});
    client.send(R"(40 /chat {"key":1})");
    const Frames reply = client.frames();
    REQUIRE(reply.size() == 1);
    CHECK(reply.front().starts_with(R"(40 /chat {"sid":")"));
    client.send(R"(42 /chat ["hi","Ann"])");
    CHECK(client.frames() == Frames{R"(42 /chat ["said","Ann"])", R"(42 /chat ["ask"]#0)", "41 /chat "});
  }

  TEST_CASE("binary messages go to the same decoder") {
    SocketHarness t(with_lines());
    t.io.on_connection([&t](socketio::Socket& socket) {
      socket.on("bytes",
                [&t](const socketio::Binary& bytes) { t.note("got " + std::string(bytes.bytes.view())); });
    });
    RawSocket& client = t.open();
    client.send("40 / {}");
    client.send_binary("abc");
    CHECK(t.take_notes() == Notes{"got abc"});
  }

  TEST_CASE("what its decoder refuses closes the connection") {
    SocketHarness t(with_lines());
    RawSocket& client = t.open();
    client.send("4nonsense");
    CHECK(client.closed());
  }

  TEST_CASE("the factory is told the limits of the server") {
    socketio::Options options = with_lines();
    options.max_attachments = 3;
    options.max_attachment_bytes = 7;
    options.max_json_depth = 5;
    SocketHarness t(std::move(options));
    const auto& limits = static_cast<LineParser&>(t.io.parser()).limits();
    CHECK(limits.max_attachments == 3);
    CHECK(limits.max_attachment_bytes == 7);
    CHECK(limits.max_depth == 5);
  }

  TEST_CASE("a factory that makes none is refused, by the option's name") {
    socketio::Options options;
    options.parser = [](const socketio::DecoderLimits&) { return std::unique_ptr<socketio::Parser>(); };
    CHECK_THROWS_WITH_AS(SocketHarness{std::move(options)}, "socketio::Options: parser made none",
                         std::invalid_argument);
  }
}

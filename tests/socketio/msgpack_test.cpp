#include <doctest/doctest.h>

#include <string>

#include "golden.hpp"
#include "packed.hpp"
#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Args;
using socketio::Binary;
using socketio::RawJson;
using socketio::Socket;
using test::bytes_of;
using test::Frames;
using test::Notes;
using test::packed;
using test::packed_packet;
using test::RawSocket;
using test::SocketHarness;
using test::spelled;

namespace {

socketio::Options with_msgpack() {
  socketio::Options options;
  options.parser = socketio::make_msgpack_parser;
  return options;
}

/// A conversation in the notation of packed(), socket ids as "<id>".
class Conversation {
 public:
  explicit Conversation(SocketHarness& t) : t_(t), client_(t.open()) {}

  void title(const std::string& words) { text_ += "# " + words + '\n'; }
  void send(const std::string& notation) {
    text_ += "> " + notation + '\n';
    client_.send_binary(packed(notation));
    receive();
  }
  void receive() {
    t_.settle();
    for (const std::string& frame : client_.frames()) text_ += "< " + masked(spelled(bytes_of(frame))) + '\n';
    if (client_.closed()) text_ += "< (closed)\n";
  }
  const std::string& text() const { return text_; }
  /// The one socket of that namespace.
  Socket& socket(std::string_view nsp) {
    auto& space = t_.io.of(nsp);
    REQUIRE(space.size() == 1);
    return *space.find(space.socket_ids().front());
  }

 private:
  static std::string masked(std::string text) {
    const std::string_view before = "a3'sid' b4'";
    const std::size_t at = text.find(before);
    if (at != std::string::npos) text.replace(at + before.size(), 20, "<id>");
    return text;
  }

  SocketHarness& t_;
  RawSocket& client_;
  std::string text_;
};

RawSocket& join(SocketHarness& t) {
  RawSocket& client = t.open();
  client.send_binary(packed_packet(0, ""));
  REQUIRE(client.frames().size() == 1);
  return client;
}

}  // namespace

TEST_SUITE("socketio/msgpack") {
  TEST_CASE("a conversation with every kind of packet") {
    SocketHarness t(with_msgpack());
    t.io.on_connection([](Socket& socket) {
      socket.on("echo", [&](Args args, socketio::Ack<Args> ack) {
        if (ack) return ack(args);
        socket.emit("echo", args);
      });
    });
    t.io.of("/admin").use([](Socket& socket, socketio::Next next) {
      const auto token = socket.handshake().auth().member("token");
      if (token && token->as_string() == "123") return next();
      next(socketio::Reject{"not authorized", R"({"code":"E1"})"});
    });
    Conversation log(t);
    log.title("CONNECT");
    log.send("82 a4'type' 00 a3'nsp' a1'/'");
    log.send("83 a4'type' 00 a4'data' d4 00 00 a3'nsp' a6'/admin'");
    log.send("83 a4'type' 00 a4'data' 81 a5'token' a3'123' a3'nsp' a6'/admin'");
    log.send("83 a4'type' 00 a4'data' 80 a3'nsp' a5'/nope'");
    log.title("EVENT");
    log.send("83 a4'type' 02 a4'data' 94 a4'echo' 01 a1'a' 81 a1'b' 92 c0 c3 a3'nsp' a1'/'");
    log.socket("/admin").emit("hello", "\xc3\xa9", 1.5, 1e6, -1);
    log.receive();
    log.title("ACK");
    log.send("84 a2'id' 0c a4'type' 02 a4'data' 92 a4'echo' a1'x' a3'nsp' a1'/'");
    Socket& admin = log.socket("/admin");
    admin.timeout(1s).emit("ask",
                           [&](std::error_code, int answer) { log.socket("/").emit("answered", answer); });
    log.receive();
    log.send("84 a4'type' 03 a4'data' 91 07 a2'id' 00 a3'nsp' a6'/admin'");
    log.title("binary, in an event and in an acknowledgement");
    log.send("83 a4'type' 02 a4'data' 93 a4'echo' c4 02 01 02 81 a1'b' c7 01 00 00 a3'nsp' a1'/'");
    t.io.of("/admin").emit("bytes", Binary{base::SharedBytes::copy("\xff")});
    log.receive();
    log.send("84 a4'type' 02 a4'data' 92 a4'echo' c4 00 a2'id' 0d a3'nsp' a1'/'");
    log.title("DISCONNECT");
    log.socket("/admin").disconnect();
    log.receive();
    log.send("82 a4'type' 01 a3'nsp' a1'/'");
    log.send("82 a4'type' 00 a3'nsp' a1'/'");
    log.socket("/").disconnect(true);
    log.receive();
    test::check_golden("socketio/msgpack.txt", log.text());
  }

  TEST_CASE("a broadcast is encoded once, and its acknowledgements come back") {
    SocketHarness t(with_msgpack());
    RawSocket& first = join(t);
    RawSocket& second = join(t);
    t.io.emit("news", 1);
    const Frames frames = first.frames();
    REQUIRE(frames.size() == 1);
    CHECK(spelled(bytes_of(frames.front())) == "83 a4'type' 02 a4'data' 92 a4'news' 01 a3'nsp' a1'/'");
    CHECK(second.frames() == frames);

    std::string answers;
    t.io.timeout(1s).emit("vote", [&](std::error_code error, const std::vector<RawJson>& all) {
      for (const RawJson& one : all) (answers += one.text()) += ' ';
      answers += error ? "late" : "complete";
    });
    CHECK(first.frames().size() == 1);
    first.send_binary(packed_packet(3, "91 a1'a'", "a2'id' 00"));
    second.send_binary(packed_packet(3, "91 c4 01 ff", "a2'id' 00"));
    CHECK(answers == R"("a" {"_placeholder":true,"num":0} complete)");
  }

  TEST_CASE("volatile: what a stalled client cannot take now is dropped") {
    SocketHarness t(with_msgpack());
    RawSocket& client = join(t);
    client.stall();
    t.io.emit("first", 1);
    t.settle();
    t.io.volatile_().emit("second", 2);
    t.settle();
    CHECK(client.frames().size() == 1);
  }

  TEST_CASE("over polling a packet is base64") {
    SocketHarness t(with_msgpack());
    const std::string target = t.open_polling();
    t.wire.post(target, "bgqR0eXBlAKNuc3ChLw==");  // {type: 0, nsp: "/"}
    t.settle();
    const auto poll = t.wire.get(target);
    t.settle();
    CHECK(t.wire[poll].body().starts_with("bg6R0eXBlAKRkYXRhgaNzaWS0"));  // {type: 0, data: {sid: ...
  }

  TEST_CASE("a client of the default parser fails, and the other way round") {
    SocketHarness msgpack_server(with_msgpack());
    RawSocket& json_client = msgpack_server.open();
    json_client.send("40");
    CHECK(json_client.closed());
    CHECK(json_client.frames() == Frames{});
    SocketHarness json_server;
    RawSocket& msgpack_client = json_server.open();
    msgpack_client.send_binary(packed_packet(0, ""));
    CHECK(msgpack_client.closed());
  }

  TEST_CASE("packets behind a CONNECT whose middleware runs wait with their bytes") {
    SocketHarness t(with_msgpack());
    std::vector<socketio::Next> waiting;
    t.io.use([&](Socket&, socketio::Next next) { waiting.push_back(std::move(next)); });
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&](std::string text, Binary bytes) { t.note(text + std::string(bytes.bytes.view())); });
    });
    RawSocket& client = t.open();
    client.send_binary(packed_packet(0, ""));
    client.send_binary(packed_packet(2, "93 a1'x' a1'a' c4 01'b'"));
    client.send_binary(packed_packet(2, "93 a1'x' a1'c' c4 01'd'"));
    CHECK(t.take_notes() == Notes{});
    waiting.front()();
    CHECK(t.take_notes() == Notes{"ab", "cd"});
  }
}

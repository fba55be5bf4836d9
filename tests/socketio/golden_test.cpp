#include "socketio/socketio.hpp"

#include <doctest/doctest.h>

#include "golden.hpp"
#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Args;
using socketio::Binary;
using socketio::Socket;
using test::RawSocket;
using test::SocketHarness;

namespace {

/// A conversation as text: "> " what the client sends, "< " what it receives.
class Transcript {
 public:
  explicit Transcript(SocketHarness& t) : t_(t), client_(t.open()) {}

  void title(const std::string& words) { text_ += "# " + words + '\n'; }
  void send(const std::string& message) {
    text_ += "> " + message + '\n';
    client_.send(message);
    receive();
  }
  void send_binary(const std::string& bytes) {
    text_ += "> " + test::as_text({base::SharedBytes::copy(bytes), true}) + '\n';
    client_.send_binary(bytes);
    receive();
  }
  void receive() {
    t_.settle();
    for (const std::string& frame : client_.frames()) text_ += "< " + frame + '\n';
    if (client_.closed()) text_ += "< (closed)\n";
  }
  const std::string& text() const { return text_; }

 private:
  SocketHarness& t_;
  RawSocket& client_;
  std::string text_;
};

}  // namespace

TEST_SUITE("socketio/golden") {
  TEST_CASE("a conversation with every kind of packet") {
    SocketHarness t;
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
    Transcript log(t);
    log.title("CONNECT");
    log.send("40");
    log.send("40/admin,");
    log.send(R"(40/admin,{"token":"123"})");
    log.send("40/nope,{}");
    log.title("EVENT");
    log.send(R"(42["echo",1,"a",{"b":[null,true]}])");
    t.socket(2, "/admin").emit("hello", "é", 1.5);
    log.receive();
    log.title("ACK");
    log.send(R"(4212["echo","x"])");
    t.socket(2, "/admin").timeout(1s).emit("ask", [&](std::error_code, int answer) {
      t.socket(1).emit("answered", answer);
    });
    log.receive();
    log.send("43/admin,0[7]");
    log.title("BINARY_EVENT");
    log.send(R"(451-["echo",{"_placeholder":true,"num":0}])");
    log.send_binary("\x01\x02");
    t.io.of("/admin").emit("bytes", Binary{base::SharedBytes::copy("\xff")});
    log.receive();
    log.title("BINARY_ACK");
    log.send(R"(452-13["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])");
    log.send_binary("a");
    log.send_binary("b");
    log.title("DISCONNECT");
    t.socket(2, "/admin").disconnect();
    log.receive();
    log.send("41");
    log.send("40");
    t.socket(3).disconnect(true);
    log.receive();
    test::check_golden("socketio/session.txt", log.text());
  }
}

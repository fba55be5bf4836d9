#include "socketio/ack.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Ack;
using socketio::Args;
using socketio::Errc;
using socketio::RawJson;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

TEST_SUITE("socketio/ack") {
  TEST_CASE("a client asks: the answer carries its id and exactly the arguments given") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) {
      socket.on("echo", [](Args args, Ack<Args> ack) { ack(args); });
      socket.on("none", [](Ack<> ack) { ack(); });
      socket.on("two", [](Ack<int, std::string> ack) { ack(1, "a"); });
    });
    RawSocket& client = t.join();
    client.send(R"(420["echo",null])");
    client.send(R"(421["echo",1,{ "a": 2 },[]])");
    client.send(R"(422["none",1])");
    client.send(R"(423["two"])");
    CHECK(client.frames() == Frames{"430[null]", R"(431[1,{ "a": 2 },[]])", "432[]", R"(433[1,"a"])"});
  }

  TEST_CASE("in a namespace the answer carries its name") {
    SocketHarness t;
    t.io.of("/x").on_connection([](Socket& socket) { socket.on("q", [](Ack<bool> ack) { ack(true); }); });
    RawSocket& client = t.open();
    client.send("40/x,");
    client.frames();
    client.send(R"(42/x,7["q"])");
    CHECK(client.frames() == Frames{"43/x,7[true]"});
  }

  TEST_CASE("a client that does not ask gets nothing; the handler can tell") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("q", [&](Ack<int> ack) {
        t.note(ack ? "asked" : "told");
        ack(1);
      });
    });
    RawSocket& client = t.join();
    client.send(R"(42["q"])");
    client.send(R"(425["q"])");
    CHECK(client.frames() == Frames{"435[1]"});
    CHECK(t.notes == Notes{"told", "asked"});
  }

  TEST_CASE("only the first call answers, over all copies and handlers") {
    SocketHarness t;
    t.io.on_connection([](Socket& socket) {
      socket.on("q", [](Ack<int> ack) {
        const Ack<int> copy = ack;
        ack(1);
        copy(2);
        ack(3);
      });
      socket.on("q", [](Ack<int> ack) { ack(4); });
    });
    RawSocket& client = t.join();
    client.send(R"(425["q"])");
    CHECK(client.frames() == Frames{"435[1]"});
  }

  TEST_CASE("an answer may be kept for later") {
    SocketHarness t;
    std::optional<Ack<std::string>> held;
    t.io.on_connection([&](Socket& socket) { socket.on("q", [&](Ack<std::string> ack) { held = ack; }); });
    RawSocket& client = t.join();
    client.send(R"(425["q"])");
    t.advance(10min);
    CHECK(client.frames().empty());
    (*held)("late");
    CHECK(client.frames() == Frames{R"(435["late"])"});
  }

  TEST_CASE("after the disconnect an answer goes nowhere, not even to the next socket of the client") {
    SocketHarness t;
    std::optional<Ack<>> held;
    t.io.on_connection([&](Socket& socket) { socket.on("q", [&](Ack<> ack) { held = ack; }); });
    RawSocket& client = t.join();
    client.send(R"(425["q"])");
    client.send("41");
    (*held)();
    CHECK(client.frames().empty());
    client.send(R"(40)");
    client.send(R"(426["q"])");
    client.send("41");
    client.send("40");
    client.frames();
    (*held)();
    CHECK(client.frames().empty());
  }

  TEST_CASE("the server asks: ids count from 0 in each namespace") {
    SocketHarness t;
    t.io.of("/x");
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    b.send("40/x,");
    b.frames();
    const auto note = [&](std::error_code error, int value) {
      t.note(error.message() + " " + std::to_string(value));
    };
    t.socket(1).timeout(1s).emit("q", "a", note);
    t.socket(2).timeout(1s).emit("q", note);
    t.io.timeout(1s).emit("vote", [](std::error_code, std::vector<RawJson>) {});
    t.socket(3, "/x").timeout(1s).emit("q", note);
    t.settle();
    CHECK(a.frames() == Frames{R"(420["q","a"])", R"(422["vote"])"});
    CHECK(b.frames() == Frames{R"(421["q"])", R"(422["vote"])", R"(42/x,0["q"])"});
    b.send("431[5]");
    a.send("430[6]");
    b.send("43/x,0[7]");
    CHECK(t.notes == Notes{"Success 5", "Success 6", "Success 7"});
  }

  TEST_CASE("the answer's arguments arrive typed; missing and misfitting ones are default-made") {
    SocketHarness t;
    RawSocket& client = t.join();
    const auto ask = [&](const std::string& answer) {
      client.frames();
      t.socket(1).timeout(1s).emit(
          "q", [&](std::error_code error, std::vector<int> list, std::string text, RawJson raw) {
            t.note((error ? "error " : "") + std::to_string(list.size()) + text + std::string(raw.text()));
          });
      t.settle();
      const Frames asked = client.frames();
      client.send("43" + asked.front().substr(2, asked.front().find('[') - 2) + answer);
    };
    ask(R"([[1,2],"a",{ }])");
    ask("[[1,2]]");
    ask("[]");
    ask(R"([[1,"x"],5,null,4])");
    CHECK(t.notes == Notes{"2a{ }", "2null", "0null", "0null"});
  }

  TEST_CASE("an answer without payload counts as one without arguments") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code error, Args args) {
      t.note(error.message() + " " + std::to_string(args.size()));
    });
    client.send("430");
    CHECK(t.notes == Notes{"Success 0"});
  }

  TEST_CASE("no answer in time: operation has timed out; what comes later is ignored") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code error, std::string text) {
      CHECK(error == Errc::timed_out);
      t.note(error.message() + text);
    });
    t.advance(999ms);
    CHECK(t.notes.empty());
    t.advance(1ms);
    CHECK(t.notes == Notes{"operation has timed out"});
    client.send(R"(430["late"])");
    CHECK(t.notes.size() == 1);
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("unknown, repeated and foreign ids are ignored") {
    SocketHarness t;
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code, int value) { t.note(std::to_string(value)); });
    b.send("430[1]");
    a.send("431[2]");
    a.send("43[3]");
    a.send("439007199254740991[4]");
    CHECK(t.notes.empty());
    a.send("430[5]");
    a.send("430[6]");
    CHECK(t.notes == Notes{"5"});
    CHECK_FALSE(b.closed());
  }

  TEST_CASE("the socket leaves: waiting handlers are told before on_disconnect, each once") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) { t.note_end(socket); });
    RawSocket& client = t.join();
    for (int i = 0; i < 3; ++i) {
      t.socket(1).timeout(1s).emit("q", [&, i](std::error_code error) {
        CHECK((i == 1 || error == Errc::disconnected));
        t.note(std::to_string(i) + " " + error.message());
      });
    }
    client.send("431[]");
    t.notes.clear();
    client.drop();
    CHECK(t.notes == Notes{"disconnecting transport close", "0 socket has been disconnected",
                           "2 socket has been disconnected", "disconnect transport close"});
    t.advance(2s);
    CHECK(t.notes.size() == 4);
    CHECK(t.time.pending() == 0);
  }

  TEST_CASE("an acknowledgement handler may ask again, disconnect or throw") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code) {
      t.socket(1).timeout(1s).emit("q2", [&](std::error_code) {
        t.socket(1).disconnect();
        throw std::runtime_error("expected by this test");
      });
    });
    client.send("430[]");
    CHECK(client.frames() == Frames{R"(420["q"])", R"(421["q2"])"});
    client.send("431[]");
    CHECK(client.frames() == Frames{"41"});
  }

  TEST_CASE("handlers told of the disconnect may close the server") {
    SocketHarness t;
    RawSocket& a = t.join();
    RawSocket& b = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code) { t.io.close(); });
    t.socket(1).timeout(1s).emit("q", [&](std::error_code) { t.note("second"); });
    a.send("41");
    CHECK(b.closed());
    CHECK(t.notes == Notes{"second"});
  }

  TEST_CASE("too many wait: the handler is told at once, nothing is sent") {
    socketio::Options options;
    options.max_pending_acks = 1;
    SocketHarness t(options);
    RawSocket& client = t.join();
    t.socket(1).timeout(1s).emit("q", [&](std::error_code) { t.note("first"); });
    t.socket(1).timeout(1s).emit("q", [&](std::error_code error) { t.note(error.message()); });
    t.io.timeout(1s).emit("q", [&](std::error_code error, std::vector<RawJson>) { t.note(error.message()); });
    CHECK(t.notes == Notes{"operation has timed out", "operation has timed out"});
    CHECK(client.frames() == Frames{R"(420["q"])"});
    client.send("430[]");
    CHECK(t.notes.back() == "first");
  }
}

TEST_SUITE("socketio/broadcast_ack") {
  namespace {

  struct Vote {
    SocketHarness t;
    RawSocket& a = t.join();
    RawSocket& b = t.join();

    void ask(std::chrono::milliseconds deadline) {
      t.io.timeout(deadline).emit("vote", 1, [this](std::error_code error, std::vector<RawJson> answers) {
        std::string line = error ? error.message() : "all";
        for (const RawJson& answer : answers) line += ' ' + std::string(answer.text());
        t.note(line);
      });
      t.settle();
    }
  };

  }  // namespace

  TEST_CASE("all answer: the first argument of each, in the order they came") {
    Vote v;
    v.ask(1s);
    CHECK(v.a.frames() == Frames{R"(420["vote",1])"});
    CHECK(v.b.frames() == Frames{R"(420["vote",1])"});
    v.b.send(R"(430[{ "b": 1 },2])");
    CHECK(v.t.notes.empty());
    v.a.send("430[]");
    CHECK(v.t.notes == Notes{R"(all { "b": 1 } null)"});
    v.t.advance(2s);
    CHECK(v.t.notes.size() == 1);
  }

  TEST_CASE("one does not: an error and the answers that came") {
    Vote v;
    v.ask(1s);
    v.a.send("430[1]");
    v.a.send("430[2]");
    v.t.advance(1s);
    CHECK(v.t.notes == Notes{"operation has timed out 1"});
    v.b.send("430[3]");
    CHECK(v.t.notes.size() == 1);
  }

  TEST_CASE("one disconnects: nobody waits for it any more") {
    Vote v;
    v.ask(1s);
    SUBCASE("before the others answer") {
      v.b.drop();
      CHECK(v.t.notes.empty());
      v.a.send("430[1]");
    }
    SUBCASE("after them") {
      v.a.send("430[1]");
      v.b.drop();
    }
    CHECK(v.t.notes == Notes{"all 1"});
  }

  TEST_CASE("nobody is asked: all have answered, in a later turn") {
    SocketHarness t;
    t.io.to("nobody").timeout(1s).emit("vote", [&](std::error_code error, std::vector<RawJson> answers) {
      t.note(error.message() + " " + std::to_string(answers.size()));
    });
    CHECK(t.notes.empty());
    t.settle();
    CHECK(t.notes == Notes{"Success 0"});
  }

  TEST_CASE("answers with bytes") {
    Vote v;
    v.t.io.to(v.t.id(1)).timeout(1s).emit("vote", [&](std::error_code, std::vector<RawJson> answers) {
      REQUIRE(answers.size() == 1);
      v.t.note(std::string(answers[0].member("a")->as_binary()->view()));
      v.t.io.emit("result", answers);
    });
    v.a.frames();
    v.a.send(R"(461-0[{"a":{"_placeholder":true,"num":0}}])");
    v.a.send_binary("xy");
    CHECK(v.t.notes == Notes{"xy"});
    CHECK(v.b.frames() == Frames{R"(451-["result",[{"a":{"_placeholder":true,"num":0}}]])", "<78 79>"});
  }

  TEST_CASE("asked inside on_disconnect: the leaving socket is not waited for") {
    Vote v;
    v.t.socket(2).on_disconnect([&](socketio::DisconnectReason) { v.ask(1s); });
    v.b.send("41");
    v.a.send("430[1]");
    CHECK(v.t.notes == Notes{"all 1"});
  }
}

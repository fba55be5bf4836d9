#include "socketio/socket.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "socket_harness.hpp"

using namespace std::chrono_literals;
using socketio::Args;
using socketio::Event;
using socketio::Next;
using socketio::RawJson;
using socketio::Reject;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

struct Seek {
  double at = 0;
};
bool from_json(const RawJson& json, Seek& seek) {
  const auto at = json.member("at");
  return at && from_json(*at, seek.at);
}
void to_json(socketio::JsonWriter& out, const Seek& seek) {
  out.begin_object().key("at").number(seek.at).end_object();
}

/// What a handler with this parameter list is given: "x" when it is not called.
template <class... Ts>
std::string taken(const std::string& event) {
  SocketHarness t;
  std::string seen = "not called";
  t.io.on_connection([&](Socket& socket) {
    socket.on("x", [&](Ts... values) {
      socketio::JsonWriter out;
      out.begin_array();
      (write_arguments(out, values), ...);
      seen = out.end_array().text();
    });
  });
  t.join().send("42" + event);
  return seen;
}

}  // namespace

TEST_SUITE("socketio/event") {
  TEST_CASE("typed parameters take the arguments in order") {
    CHECK(taken<std::string, int, double, bool>(R"(["x","a",1,1.5,true])") == R"(["a",1,1.5,true])");
    CHECK(taken<Seek, std::vector<int>, std::map<std::string, int>>(R"(["x",{"at":2},[1,2],{"a":1}])") ==
          R"([{"at":2},[1,2],{"a":1}])");
    CHECK(taken<RawJson>(R"(["x",{ "a" : 1e999 }])") == R"([{ "a" : 1e999 }])");
    CHECK(taken<Args>(R"(["x",1,"a"])") == R"([1,"a"])");
    CHECK(taken<int, Args>(R"(["x",1,"a"])") == R"([1,1,"a"])");
    CHECK(taken<>(R"(["x",1])") == "[]");
    CHECK(taken<int>(R"(["x",1,2,3])") == "[1]");
  }

  TEST_CASE("only optional parameters may be missing or null") {
    CHECK(taken<std::optional<int>>(R"(["x"])") == "[null]");
    CHECK(taken<std::optional<int>>(R"(["x",null])") == "[null]");
    CHECK(taken<int, std::optional<int>>(R"(["x",1,2])") == "[1,2]");
    CHECK(taken<int>(R"(["x"])") == "not called");
    CHECK(taken<int>(R"(["x",null])") == "not called");
    CHECK(taken<RawJson>(R"(["x"])") == "not called");
    CHECK(taken<RawJson>(R"(["x",null])") == "[null]");
  }

  TEST_CASE("an argument that does not fit drops the event, and is never acknowledged") {
    CHECK(taken<int>(R"(["x","1"])") == "not called");
    CHECK(taken<int>(R"(["x",1.5])") == "not called");
    CHECK(taken<std::uint8_t>(R"(["x",256])") == "not called");
    CHECK(taken<std::optional<int>>(R"(["x","a"])") == "not called");
    CHECK(taken<std::vector<int>>(R"(["x",[1,"a"]])") == "not called");
    CHECK(taken<Seek>(R"(["x",{}])") == "not called");
    CHECK(taken<socketio::Binary>(R"(["x",{"_placeholder":true,"num":0}])") == "not called");
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) { socket.on("x", [&](int, socketio::Ack<> ack) { ack(); }); });
    RawSocket& client = t.join();
    client.send(R"(421["x","a"])");
    client.send(R"(422["x",1])");
    CHECK(client.frames() == Frames{"432[]"});
  }

  TEST_CASE("a misfit does not keep the event from its other handlers") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&](int) { t.note("int"); });
      socket.on("x", [&](std::string) { t.note("string"); });
    });
    t.join().send(R"(42["x","a"])");
    CHECK(t.notes == Notes{"string"});
  }

  TEST_CASE("handlers of an event run in the order they were added, events in the order they came") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("a", [&](int i) { t.note("a1 " + std::to_string(i)); });
      socket.on("b", [&](int i) { t.note("b " + std::to_string(i)); });
      socket.on("a", [&](int i) { t.note("a2 " + std::to_string(i)); });
    });
    t.join().send_together({R"(42["a",1])", R"(42["b",2])", R"(42["a",3])", R"(42["c",4])"});
    CHECK(t.notes == Notes{"a1 1", "a2 1", "b 2", "a1 3", "a2 3"});
  }

  TEST_CASE("event names are compared unescaped and exactly") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("a\"é", [&] { t.note("quoted"); });
      socket.on("7", [&] { t.note("seven"); });
      socket.on("", [&] { t.note("empty"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["a\"\u00e9"])");
    client.send(R"(42[7])");
    client.send(R"(42[""])");
    client.send(R"(42["A\"\u00e9"])");
    CHECK(t.notes == Notes{"quoted", "seven", "empty"});
  }

  TEST_CASE("once: for one event; off: by name or token") {
    SocketHarness t;
    std::uint64_t token = 0;
    t.io.on_connection([&](Socket& socket) {
      socket.once("x", [&] { t.note("once"); });
      token = socket.on("x", [&] { t.note("token"); });
      socket.on("x", [&] { t.note("on"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"once", "token", "on", "token", "on"});
    t.socket(1).off(token);
    t.socket(1).off(token);
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"on"});
    t.socket(1).off("y");
    t.socket(1).off("x");
    client.send(R"(42["x"])");
    CHECK(t.notes.empty());
  }

  TEST_CASE("once: an event inside its handler does not call it again") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.once("x", [&](int i) {
        t.note("once " + std::to_string(i));
        socket.once("x", [&](int j) { t.note("again " + std::to_string(j)); });
      });
    });
    RawSocket& client = t.join();
    client.send_together({R"(42["x",1])", R"(42["x",2])", R"(42["x",3])"});
    CHECK(t.notes == Notes{"once 1", "again 2"});
  }

  TEST_CASE("handlers change the list while it runs: removed ones are skipped, new ones wait") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      auto second = std::make_shared<std::uint64_t>(0);
      socket.on("x", [&socket, &t, second] {
        t.note("first");
        socket.off(*second);
        for (int i = 0; i < 20; ++i) socket.on("x", [&t] { t.note("new"); });
      });
      *second = socket.on("x", [&] { t.note("second"); });
      socket.on("x", [&] {
        t.note("third");
        socket.off("x");
      });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    client.send(R"(42["x"])");
    CHECK(t.notes == Notes{"first", "third"});
  }

  TEST_CASE("a handler that throws: the next ones run, the socket stays") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [] { throw std::runtime_error("expected by this test"); });
      socket.on("x", [] { throw 7; });
      socket.on("x", [&] { t.note("third"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    client.send(R"(42["x"])");
    CHECK(t.notes == Notes{"third", "third"});
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("on_any: sees everything first, in order; prepend_any stands in front") {
    SocketHarness t;
    std::uint64_t token = 0;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&] { t.note("handler"); });
      token = socket.on_any([&](std::string_view event, const Args& args) {
        t.note("any " + std::string(event) + " " + std::to_string(args.size()));
      });
      socket.prepend_any([&](std::string_view, const Args&) { t.note("first"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x",1,2])");
    client.send(R"(42["y"])");
    CHECK(t.take_notes() == Notes{"first", "any x 2", "handler", "first", "any y 0"});
    t.socket(1).off_any(token);
    client.send(R"(42["y"])");
    CHECK(t.take_notes() == Notes{"first"});
    t.socket(1).off_any();
    client.send(R"(42["y"])");
    CHECK(t.notes.empty());
  }

  TEST_CASE("on_any with the event: may answer") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_any([&](const Event& event) {
        t.note(event.ack.requested() ? "asked" : "told");
        event.ack.send(event.args);
      });
      socket.on("x", [&](socketio::Ack<int> ack) { ack(2); });
    });
    RawSocket& client = t.join();
    client.send(R"(423["x",1,"a"])");
    client.send(R"(42["x"])");
    CHECK(client.frames() == Frames{R"(433[1,"a"])"});
    CHECK(t.notes == Notes{"asked", "told"});
  }

  TEST_CASE("on_any: listeners that remove each other or disconnect") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_any([&](std::string_view event, const Args&) {
        t.note("first");
        if (event == "off") socket.off_any();
        if (event == "bye") socket.disconnect();
      });
      socket.on_any([&](std::string_view, const Args&) { t.note("second"); });
      socket.on("bye", [&] { t.note("handler"); });
    });
    RawSocket& a = t.join();
    a.send(R"(42["bye"])");
    CHECK(t.take_notes() == Notes{"first"});
    RawSocket& b = t.join();
    b.send(R"(42["off"])");
    b.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"first"});
  }

  TEST_CASE("on_any: a listener put in front while they run waits for the next event") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_any([&](std::string_view, const Args&) {
        t.note("first");
        socket.prepend_any([&](std::string_view, const Args&) { t.note("new"); });
        socket.prepend_any([&](std::string_view, const Args&) { t.note("newest"); });
      });
      socket.on_any([&](std::string_view, const Args&) { t.note("second"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"first", "second"});
    client.send(R"(42["x"])");
    CHECK(t.take_notes() == Notes{"newest", "new", "first", "second"});
  }

  TEST_CASE("an event with more arguments than most") {
    SocketHarness t;
    t.io.on_connection(
        [&](Socket& socket) { socket.on("x", [&](Args args, socketio::Ack<Args> ack) { ack(args); }); });
    RawSocket& client = t.join();
    client.send(R"(421["x",1,2,3,4,5])");
    client.send(R"(422["x",1,2,3,4,5,6])");
    client.send(R"(423["x",1,2,3,4,5,6,7,8,9,10,11,12])");
    CHECK(client.frames() == Frames{"431[1,2,3,4,5]", "432[1,2,3,4,5,6]", "433[1,2,3,4,5,6,7,8,9,10,11,12]"});
  }

  TEST_CASE("on_any_outgoing: direct emits and broadcasts, not acknowledgements") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_any_outgoing([&](std::string_view event, const Args& args) {
        t.note(std::string(event) + (args.empty() ? "" : " " + std::string(args[0].text())));
      });
      socket.on("q", [](socketio::Ack<> ack) { ack(); });
    });
    RawSocket& client = t.join();
    t.socket(1).emit("direct", 1);
    t.socket(1).volatile_().emit("volatile");
    t.socket(1).timeout(1s).emit("asked", [](std::error_code) {});
    t.io.emit("all", "x");
    t.io.timeout(1s).emit("vote", [](std::error_code, std::vector<RawJson>) {});
    t.io.except(t.id(1)).emit("not me");
    client.send(R"(421["q"])");
    CHECK(t.take_notes() == Notes{"direct 1", "volatile", "asked", R"(all "x")", "vote"});
    t.socket(1).off_any_outgoing();
    t.io.emit("all");
    CHECK(t.notes.empty());
  }

  TEST_CASE("on_any_outgoing: removed together with its socket, even when that socket touches it late") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on_any_outgoing([&](std::string_view event, const Args&) { t.note(std::string(event)); });
      socket.on("x", [&] {
        socket.disconnect();
        socket.off_any_outgoing();
        socket.on_any_outgoing([](std::string_view, const Args&) {});
        socket.off_any_outgoing();
      });
    });
    RawSocket& a = t.join();
    t.join();
    a.send(R"(42["x"])");
    t.io.emit("all");
    CHECK(t.notes == Notes{"all"});
  }

  TEST_CASE("socket middleware: between catch-all listeners and handlers, in order") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&](int i) { t.note("handler " + std::to_string(i)); });
      socket.use([&](std::string_view event, const Args& args, Next next) {
        t.note("one " + std::string(event) + " " + std::to_string(args.size()));
        next();
      });
      socket.use([&](std::string_view, const Args&, Next next) {
        t.note("two");
        next();
        next();
      });
      socket.on_any([&](std::string_view, const Args&) { t.note("any"); });
    });
    t.join().send(R"(42["x",7])");
    CHECK(t.notes == Notes{"any", "one x 1", "two", "handler 7"});
  }

  TEST_CASE("socket middleware: a refusal goes to on_error, the event is dropped") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.on("x", [&] { t.note("handler"); });
      socket.use([&](std::string_view, const Args&, Next next) { next(Reject{"not now"}); });
      socket.on_error([&](std::string_view message) { t.note("error " + std::string(message)); });
    });
    RawSocket& client = t.join();
    client.send(R"(421["x"])");
    CHECK(t.notes == Notes{"error not now"});
    CHECK(client.frames().empty());
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("socket middleware: next() later, with the arguments and the acknowledgement still there") {
    SocketHarness t;
    std::optional<Next> held;
    t.io.on_connection([&](Socket& socket) {
      socket.use([&](std::string_view, const Args&, Next next) { held.emplace(next); });
      socket.on("x\n", [](RawJson value, socketio::Binary bytes,
                          socketio::Ack<RawJson, socketio::Binary> ack) { ack(value, bytes); });
    });
    RawSocket& client = t.join();
    client.send(R"(451-9["x\n",{"a":"long enough to live on the heap"},{"_placeholder":true,"num":0}])");
    client.send_binary("b");
    t.advance(1s);
    (*held)();
    held.reset();
    CHECK(client.frames() ==
          Frames{R"(461-9[{"a":"long enough to live on the heap"},{"_placeholder":true,"num":0}])", "<62>"});
  }

  TEST_CASE("socket middleware: next() after the disconnect does nothing") {
    SocketHarness t;
    std::optional<Next> held;
    t.io.on_connection([&](Socket& socket) {
      socket.use([&](std::string_view, const Args&, Next next) { held.emplace(next); });
      socket.on("x", [&] { t.note("handler"); });
      socket.on_error([&](std::string_view) { t.note("error"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    client.send("41");
    SUBCASE("going on") { (*held)(); }
    SUBCASE("refusing") { (*held)(Reject{"no"}); }
    CHECK(t.notes.empty());
  }

  TEST_CASE("socket middleware that throws drops the event") {
    SocketHarness t;
    t.io.on_connection([&](Socket& socket) {
      socket.use(
          [&](std::string_view, const Args&, Next) { throw std::runtime_error("expected by this test"); });
      socket.on("x", [&] { t.note("handler"); });
    });
    RawSocket& client = t.join();
    client.send(R"(42["x"])");
    CHECK(t.notes.empty());
    CHECK_FALSE(client.closed());
  }

  TEST_CASE("send: is emit(\"message\")") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.socket(1).send("a", 1);
    t.io.of("/").send("b");
    t.socket(1).send();
    CHECK(client.frames() == Frames{R"(42["message","a",1])", R"(42["message","b"])", R"(42["message"])"});
  }

  TEST_CASE("emit: arguments of all kinds, names escaped") {
    SocketHarness t;
    RawSocket& client = t.join();
    const std::string text = "t\"";
    t.socket(1).emit("a\"\n", text, text.c_str(), nullptr, true, -1, 2U, 0.5, Seek{3},
                     std::vector<std::string>{"x"}, std::optional<int>(), RawJson::trusted("{ }"));
    CHECK(client.frames() == Frames{R"(42["a\"\n","t\"","t\"",null,true,-1,2,0.5,{"at":3},["x"],null,{ }])"});
  }

  TEST_CASE("data<T>: one slot per socket, made on first use") {
    SocketHarness t;
    RawSocket& client = t.join();
    t.join();
    t.socket(1).data<std::string>() = "ann";
    CHECK(t.socket(1).data<std::string>() == "ann");
    CHECK(t.socket(2).data<std::string>().empty());
    CHECK_THROWS_AS(t.socket(1).data<int>(), std::bad_any_cast);
    CHECK_FALSE(client.closed());
  }
}

// Namespaces that come into being because a client asks for them.
#include <doctest/doctest.h>

#include <stdexcept>

#include "socket_harness.hpp"
#include "socketio/remote_socket.hpp"

using namespace std::chrono_literals;
using socketio::Namespace;
using socketio::Next;
using socketio::Options;
using socketio::ParentNamespace;
using socketio::RawJson;
using socketio::Socket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

const Frames nothing;
using Allow = std::function<void(bool)>;

/// A server whose predicate keeps the question, for the test to answer later.
struct Asked {
  explicit Asked(Options options = {}) : t(std::move(options)) {
    parent = &t.io.of_matching([this](std::string_view name, const RawJson& auth, Allow allow) {
      t.note("asked " + std::string(name) + " " + std::string(auth.text()));
      answers.push_back(std::move(allow));
    });
    parent->on_connection([this](Socket& socket) {
      t.note("connection " + socket.nsp().name());
      socket.on("e", [this](int number) { t.note("e " + std::to_string(number)); });
    });
  }
  void answer(std::size_t number, bool allowed) {
    answers.at(number - 1)(allowed);
    t.settle();
  }
  SocketHarness t;
  ParentNamespace* parent = nullptr;
  std::vector<Allow> answers;
};

}  // namespace

TEST_SUITE("socketio/dynamic namespaces") {
  TEST_CASE("a name that matches the pattern is made on the first connection, others are unknown") {
    SocketHarness t;
    t.io.of_matching("^/room-\\d+$").on_connection([&](Socket& socket) { t.note(socket.nsp().name()); });
    RawSocket& client = t.open();
    client.send("40/room-1,");
    CHECK(client.frames() == Frames{R"(40/room-1,{"sid":"<1>"})"});
    client.send("40/room-x,");
    CHECK(client.frames() == Frames{R"(44/room-x,{"message":"Invalid namespace"})"});
    client.send("40/room-2,");
    CHECK(client.frames() == Frames{R"(40/room-2,{"sid":"<2>"})"});
    RawSocket& other = t.open();
    other.send("40/room-1,");
    CHECK(other.frames() == Frames{R"(40/room-1,{"sid":"<3>"})"});
    CHECK(t.take_notes() == Notes{"/room-1", "/room-2", "/room-1"});
    CHECK(t.io.find("/room-1")->size() == 2);
    CHECK(t.io.find("/room-x") == nullptr);
  }

  TEST_CASE("the pattern is looked for anywhere in the name, as in JavaScript") {
    SocketHarness t;
    t.io.of_matching("dyn");
    RawSocket& client = t.open();
    client.send("40/a-dynamic-one,");
    CHECK(client.frames() == Frames{R"(40/a-dynamic-one,{"sid":"<1>"})"});
  }

  TEST_CASE("what is no pattern is refused where it is given") {
    SocketHarness t;
    CHECK_THROWS_AS(t.io.of_matching("^/(room"), std::invalid_argument);
    CHECK_THROWS_AS(t.io.of_matching("^/(a+)-\\1$"), std::invalid_argument);  // a back-reference
  }

  TEST_CASE("a name that makes backtracking explode costs no time; one that is too long is not matched") {
    Options options;
    options.max_namespace_name_bytes = 200;
    SocketHarness t(std::move(options));
    t.io.of_matching("^/(a+)+$");
    RawSocket& client = t.open();
    const std::string nasty = "/" + std::string(150, 'a') + "!";
    client.send("40" + nasty + ",");
    CHECK(client.frames() == Frames{"44" + nasty + R"(,{"message":"Invalid namespace"})"});
    const std::string fitting = "/" + std::string(199, 'a');
    client.send("40" + fitting + ",");
    CHECK(client.frames() == Frames{"40" + fitting + R"(,{"sid":"<1>"})"});
    client.send("40" + fitting + "a,");
    CHECK(client.frames() == Frames{"44" + fitting + R"(a,{"message":"Invalid namespace"})"});
  }

  TEST_CASE("a predicate decides by name and auth, at once or later") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send(R"(40/x,{"token":"1"})");
    CHECK(client.frames() == nothing);
    CHECK(a.t.take_notes() == Notes{R"(asked /x {"token":"1"})"});
    a.answer(1, true);
    CHECK(client.frames() == Frames{R"(40/x,{"sid":"<1>"})"});
    CHECK(a.t.take_notes() == Notes{"connection /x"});
    CHECK(a.t.socket(1, "/x").handshake().auth().text() == R"({"token":"1"})");
    client.send("40/y,");
    CHECK(a.t.take_notes() == Notes{"asked /y {}"});
    a.answer(2, false);
    CHECK(client.frames() == Frames{R"(44/y,{"message":"Invalid namespace"})"});
    CHECK(a.t.io.find("/y") == nullptr);
  }

  TEST_CASE("a predicate is not asked again once the child is there") {
    Asked a;
    RawSocket& first = a.t.open();
    first.send("40/x,");
    a.answer(1, true);
    RawSocket& second = a.t.open();
    second.send("40/x,");
    CHECK(second.frames() == Frames{R"(40/x,{"sid":"<2>"})"});
    CHECK(a.answers.size() == 1);
  }

  TEST_CASE("only the first answer counts") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40/x,");
    a.answer(1, false);
    a.answer(1, true);
    CHECK(client.frames() == Frames{R"(44/x,{"message":"Invalid namespace"})"});
    client.send("40/x,");
    a.answer(2, true);
    a.answer(2, false);
    a.answer(2, true);
    CHECK(client.frames() == Frames{R"(40/x,{"sid":"<1>"})"});
  }

  TEST_CASE("parents are asked in the order of their making, the first yes wins") {
    SocketHarness t;
    const auto says = [&](std::string who, bool allowed) {
      t.io.of_matching([&t, who, allowed](std::string_view, const RawJson&, const Allow& allow) {
            t.note(who);
            allow(allowed);
          })
          .on_connection([&t, who](Socket&) { t.note("child of " + who); });
    };
    says("first", false);
    t.io.of_matching("^/never$").on_connection([&](Socket&) { t.note("child of the pattern"); });
    says("second", true);
    says("third", true);
    t.open().send("40/x,");
    CHECK(t.take_notes() == Notes{"first", "second", "child of second"});
    t.open().send("40/never,");
    CHECK(t.take_notes() == Notes{"first", "child of the pattern"});
  }

  TEST_CASE("a predicate that throws says no") {
    SocketHarness t;
    t.io.of_matching([](std::string_view, const RawJson&, const Allow&) { throw std::runtime_error("x"); });
    RawSocket& client = t.open();
    client.send("40/x,");
    CHECK(client.frames() == Frames{R"(44/x,{"message":"Invalid namespace"})"});
  }

  TEST_CASE("two clients ask for the same new child at once: there is one") {
    Asked a;
    RawSocket& one = a.t.open();
    RawSocket& two = a.t.open();
    one.send("40/x,");
    two.send("40/x,");
    REQUIRE(a.answers.size() == 2);
    a.answer(2, true);
    a.answer(1, true);
    CHECK(one.frames() == Frames{R"(40/x,{"sid":"<2>"})"});
    CHECK(two.frames() == Frames{R"(40/x,{"sid":"<1>"})"});
    CHECK(a.parent->children().size() == 1);
    CHECK(a.t.io.find("/x")->size() == 2);
  }

  TEST_CASE("the client is gone when the predicate answers: nothing happens") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40/x,");
    client.drop();
    a.t.take_notes();
    a.answer(1, true);
    CHECK(a.t.take_notes() == Notes{});
  }

  TEST_CASE("the predicate answers after the server is gone: nothing happens") {
    Allow kept;
    {
      Asked a;
      a.t.open().send("40/x,");
      kept = a.answers.front();
    }
    kept(true);
  }

  TEST_CASE("packets behind the CONNECT wait for the predicate and the middlewares") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send_together({"40/x,", R"(42/x,["e",1])", R"(42/x,["e",2])"});
    a.t.take_notes();
    a.answer(1, true);
    CHECK(a.t.take_notes() == Notes{"connection /x", "e 1", "e 2"});
  }

  TEST_CASE("packets behind a CONNECT that the predicate refuses close the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send_together({"40/x,", R"(42/x,["e",1])"});
    CHECK_FALSE(client.closed());
    a.answer(1, false);
    CHECK(client.frames().front() == R"(44/x,{"message":"Invalid namespace"})");
    CHECK(client.closed());
  }

  TEST_CASE("a second CONNECT while the predicate is thinking closes the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send_together({"40/x,", "40/x,"});
    CHECK(client.closed());
    a.answer(1, true);
    CHECK(a.t.io.find("/x") == nullptr);
  }

  TEST_CASE("a predicate that never answers: connectTimeout closes the connection") {
    Asked a;
    RawSocket& client = a.t.open();
    client.send("40/x,");
    a.t.advance(46s);
    CHECK(client.closed());
  }

  TEST_CASE("a client may only wait for so many") {
    Options options;
    options.max_namespaces_per_client = 3;
    Asked a(std::move(options));
    RawSocket& client = a.t.open();
    for (const char* packet : {"40/1,", "40/2,", "40/3,"}) client.send(packet);
    CHECK_FALSE(client.closed());
    client.send("40/4,");
    CHECK(client.closed());
    CHECK(a.answers.size() == 3);
  }

  TEST_CASE("a server has only so many children, then names are unknown; it may make more itself") {
    Options options;
    options.cleanup_empty_child_namespaces = true;
    options.max_child_namespaces = 2;
    SocketHarness t(std::move(options));
    t.io.of_matching("^/r");
    RawSocket& client = t.open();
    for (const char* packet : {"40/r1,", "40/r2,", "40/r3,"}) client.send(packet);
    CHECK(client.frames() == Frames{R"(40/r1,{"sid":"<1>"})", R"(40/r2,{"sid":"<2>"})",
                                    R"(44/r3,{"message":"Invalid namespace"})"});
    client.send("41/r1,");
    client.send("40/r3,");
    CHECK(client.frames() == Frames{R"(40/r3,{"sid":"<3>"})"});
    CHECK(t.io.of("/r4").parent() != nullptr);
  }

  TEST_CASE("a child starts with the middlewares and listeners that the parent has by then") {
    SocketHarness t;
    auto& parent = t.io.of_matching("^/r");
    int calls = 0;
    parent.use([&t, count = 0](Socket&, Next next) mutable {
      t.note("use " + std::to_string(++count));  // children share the function
      next();
    });
    parent.on_connection([&](Socket&) { t.note("connection " + std::to_string(++calls)); });
    const auto token = parent.on_connection([&](Socket&) { t.note("removed later"); });
    RawSocket& client = t.open();
    client.send("40/r1,");
    CHECK(t.take_notes() == Notes{"use 1", "connection 1", "removed later"});
    parent.on_connection([&](Socket&) { t.note("late"); });
    parent.off_connection(token);
    client.send("40/r2,");
    CHECK(t.take_notes() == Notes{"use 2", "connection 2", "late"});
    RawSocket& other = t.open();
    other.send("40/r1,");
    CHECK(t.take_notes() == Notes{"use 3", "connection 3", "removed later"});
  }

  TEST_CASE("middlewares and listeners of a child are its own") {
    SocketHarness t;
    auto& parent = t.io.of_matching("^/r");
    parent.on_connection([&](Socket&) { t.note("of the parent"); });
    t.io.of("/r1").on_connection([&](Socket&) { t.note("of the child"); });
    t.open().send("40/r1,");
    CHECK(t.take_notes() == Notes{"of the parent", "of the child"});
    t.open().send("40/r2,");
    CHECK(t.take_notes() == Notes{"of the parent"});
  }

  TEST_CASE("of() by the application makes a child of a pattern, not of a predicate") {
    Asked a;
    auto& pattern = a.t.io.of_matching("^/r");
    CHECK(a.t.io.of("/r1").parent() == &pattern);
    CHECK(a.t.io.of("/other").parent() == nullptr);
    CHECK(a.answers.empty());
    CHECK(a.t.io.of("/").parent() == nullptr);
  }

  TEST_CASE("emit() and the operators of a parent go to all children") {
    SocketHarness t;
    auto& parent = t.io.of_matching("^/r");
    RawSocket& client = t.open();
    client.send("40/r1,");
    client.send("40/r2,");
    RawSocket& other = t.join();
    client.frames();
    parent.emit("x", 1);
    t.socket(2, "/r2").join("lobby");
    parent.to("lobby").emit("y");
    parent.except("lobby").emit("z");
    t.settle();
    CHECK(client.frames() ==
          Frames{R"(42/r1,["x",1])", R"(42/r2,["x",1])", R"(42/r2,["y"])", R"(42/r1,["z"])"});
    CHECK(other.frames() == nothing);
    CHECK(parent.socket_ids() == Notes{t.id(1), t.id(2)});
    parent.sockets_join("all");
    CHECK(t.socket(1, "/r1").in_room("all"));
    parent.disconnect_sockets();
    t.settle();
    CHECK(client.frames() == Frames{"41/r1,", "41/r2,"});
    parent.emit("nobody");
  }

  TEST_CASE("acknowledgements to a parent come from all children") {
    SocketHarness t;
    auto& parent = t.io.of_matching("^/r");
    const auto note = [&](std::error_code error, const std::vector<RawJson>& answers) {
      std::string text = error.message();
      for (const RawJson& answer : answers) text += " " + std::string(answer.text());
      t.note(text);
    };
    parent.timeout(1s).emit("x", note);
    t.settle();
    CHECK(t.take_notes() == Notes{"Success"});
    RawSocket& client = t.open();
    client.send("40/r1,");
    client.send("40/r2,");
    client.frames();
    for (const bool local : {false, true}) {
      const std::string id = local ? "1" : "0";
      (local ? parent.local() : parent.all()).timeout(1s).emit("x", note);
      t.settle();
      CHECK(client.frames() == Frames{"42/r1," + id + R"(["x"])", "42/r2," + id + R"(["x"])"});
      client.send("43/r1," + id + "[1]");
      CHECK(t.take_notes() == Notes{});
      client.send("43/r2," + id + "[2]");
      CHECK(t.take_notes() == Notes{"Success 1 2"});
    }
  }

  TEST_CASE("fetch_sockets() of a parent throws") {
    SocketHarness t;
    auto& parent = t.io.of_matching("^/r");
    CHECK_THROWS_AS(parent.fetch_sockets([](std::error_code, const std::vector<socketio::RemoteSocket>&) {}),
                    std::logic_error);
  }

  TEST_CASE("on_new_namespace tells of every namespace but \"/\"") {
    SocketHarness t;
    const auto token = t.io.on_new_namespace([&](Namespace& nsp) { t.note(nsp.name()); });
    t.io.of_matching("^/r").on_connection([&](Socket&) { t.note("connection"); });
    t.io.of("/");
    t.io.of("/static");
    t.io.of("/static");
    t.open().send("40/r1,");
    CHECK(t.take_notes() == Notes{"/static", "/r1", "connection"});
    t.io.off_new_namespace(token);
    t.io.of("/other");
    CHECK(t.take_notes() == Notes{});
  }

  TEST_CASE("connection listeners: once, off by token, off all") {
    SocketHarness t;
    t.io.once_connection([&](Socket&) { t.note("once"); });
    const auto token = t.io.on_connection([&](Socket&) { t.note("first"); });
    t.io.on_connection([&](Socket&) { t.note("second"); });
    t.join();
    CHECK(t.take_notes() == Notes{"once", "first", "second"});
    t.io.off_connection(token);
    t.join();
    CHECK(t.take_notes() == Notes{"second"});
    t.io.sockets().off_connection();
    t.join();
    CHECK(t.take_notes() == Notes{});
  }
}

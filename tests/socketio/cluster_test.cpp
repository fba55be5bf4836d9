// The seam for clusters: what an adapter is asked and told, with one that connects two servers in this
// process.
#include <doctest/doctest.h>

#include <map>

#include "socket_harness.hpp"
#include "socketio/in_memory_adapter.hpp"
#include "socketio/remote_socket.hpp"

using namespace std::chrono_literals;
using socketio::BroadcastOptions;
using socketio::RawJson;
using socketio::RemoteSocket;
using test::Frames;
using test::Notes;
using test::RawSocket;
using test::SocketHarness;

namespace {

class Link;

/// The servers of one cluster, by namespace; calls take the place of messages. What each adapter does for the
/// others is what it would do on receiving one.
struct Cluster {
  std::vector<Link*> links;
  bool deaf = false;  ///< nothing arrives anywhere
};

class Link final : public socketio::InMemoryAdapter {
 public:
  Link(socketio::Namespace& nsp, Cluster& cluster) : InMemoryAdapter(nsp), cluster_(cluster) {
    cluster.links.push_back(this);
  }
  ~Link() override { std::erase(cluster_.links, this); }

  void broadcast(const RawJson& event, const BroadcastOptions& options) override {
    InMemoryAdapter::broadcast(event, options);
    for (Link* other : others(options)) other->InMemoryAdapter::broadcast(event, options);
  }
  void broadcast_with_ack(const RawJson& event, const BroadcastOptions& options,
                          std::chrono::milliseconds deadline,
                          std::shared_ptr<socketio::AckCollector> collector) override {
    for (Link* other : others(options)) {
      other->InMemoryAdapter::broadcast_with_ack(event, options, deadline, collector);
    }
    InMemoryAdapter::broadcast_with_ack(event, options, deadline, collector);
  }
  void add_sockets(const BroadcastOptions& options, const std::vector<socketio::Room>& rooms) override {
    InMemoryAdapter::add_sockets(options, rooms);
    for (Link* other : others(options)) other->InMemoryAdapter::add_sockets(options, rooms);
  }
  void disconnect_sockets(const BroadcastOptions& options, bool close) override {
    InMemoryAdapter::disconnect_sockets(options, close);
    for (Link* other : others(options)) other->InMemoryAdapter::disconnect_sockets(options, close);
  }
  void fetch_sockets(const BroadcastOptions& options, std::chrono::milliseconds deadline,
                     socketio::FetchHandler handler) override {
    std::vector<RemoteSocket> all;
    const auto gather = [&](std::error_code, const std::vector<RemoteSocket>& some) {
      all.insert(all.end(), some.begin(), some.end());
    };
    InMemoryAdapter::fetch_sockets(options, deadline, gather);
    for (Link* other : others(options)) {
      other->InMemoryAdapter::fetch_sockets(
          options, deadline, [&](auto, const std::vector<RemoteSocket>& some) {
            for (const RemoteSocket& socket : some) {
              all.emplace_back(nsp(), socket.id(), socket.handshake().engine(),
                               std::string(socket.handshake().auth().text()), socket.rooms(),
                               std::string(socket.data().text()));
            }
          });
    }
    handler({}, std::move(all));
  }
  void server_count(const BroadcastOptions& options, const std::function<void(std::size_t)>& fn) override {
    fn(options.flags.local ? 1 : cluster_.links.size());
  }
  void server_side_emit(const RawJson& event) override {
    for (Link* other : others({})) other->nsp().receive_server_side(event);
  }
  void server_side_emit_with_ack(const RawJson& event, std::chrono::milliseconds,
                                 socketio::BroadcastAckHandler handler) override {
    handler_ = std::move(handler);
    answers_.clear();
    missing_ = others({}).size();
    for (Link* other : others({})) {
      other->asker_ = this;
      other->nsp().receive_server_side(event, 7);
    }
  }
  void answer_server_side(std::uint64_t request, const RawJson& values) override {
    CHECK(request == 7);
    asker_->answers_.emplace_back(values.text());
    if (asker_->answers_.size() < asker_->missing_) return;
    std::vector<RawJson> all;
    for (const std::string& text : asker_->answers_) all.push_back(RawJson::trusted(text));
    asker_->handler_({}, std::move(all));
  }
  void close() override { nsp_note("closed"); }
  static inline Notes notes;

 private:
  static void nsp_note(const std::string& text) { notes.push_back(text); }
  std::vector<Link*> others(const BroadcastOptions& options) const {
    std::vector<Link*> found;
    if (options.flags.local || cluster_.deaf) return found;
    for (Link* link : cluster_.links) {
      if (link != this && link->nsp().name() == nsp().name()) found.push_back(link);
    }
    return found;
  }

  Cluster& cluster_;
  Link* asker_ = nullptr;
  socketio::BroadcastAckHandler handler_;
  std::vector<std::string> answers_;
  std::size_t missing_ = 0;
};

socketio::Options linked(Cluster& cluster) {
  socketio::Options options;
  options.adapter = [&cluster](socketio::Namespace& nsp) { return std::make_unique<Link>(nsp, cluster); };
  return options;
}

struct TwoServers {
  Cluster cluster;
  SocketHarness one{linked(cluster)}, two{linked(cluster)};
  RawSocket& a = one.join();
  RawSocket& b = two.join();
  void settle() {
    one.settle();
    two.settle();
  }
};

}  // namespace

TEST_SUITE("socketio/cluster") {
  TEST_CASE("a broadcast reaches the clients of every server, with local() those of its own") {
    TwoServers t;
    t.one.io.emit("x");
    t.settle();
    CHECK(t.a.frames() == Frames{R"(42["x"])"});
    CHECK(t.b.frames() == Frames{R"(42["x"])"});
    t.one.io.local().emit("y");
    t.settle();
    CHECK(t.a.frames() == Frames{R"(42["y"])"});
    CHECK(t.b.frames().empty());
  }

  TEST_CASE("acknowledgements come from the clients of every server") {
    TwoServers t;
    t.one.io.timeout(1s).emit("vote", [&](std::error_code error, std::vector<RawJson> votes) {
      t.one.note(error.message());
      for (const RawJson& vote : votes) t.one.note(std::string(vote.text()));
    });
    t.settle();
    CHECK(t.a.frames() == Frames{R"(420["vote"])"});
    CHECK(t.b.frames() == Frames{R"(420["vote"])"});
    t.a.send(R"(430["yes"])");
    CHECK(t.one.take_notes().empty());
    t.b.send(R"(430["no"])");
    CHECK(t.one.take_notes() == Notes{"Success", R"("yes")", R"("no")"});
  }

  TEST_CASE("a server that does not say how many clients it has is waited for until the deadline") {
    TwoServers t;
    t.cluster.deaf = true;
    t.one.io.timeout(1s).emit("vote", [&](std::error_code error, std::vector<RawJson> votes) {
      t.one.note(error.message() + " " + std::to_string(votes.size()));
    });
    t.settle();
    t.a.frames();
    t.a.send(R"(430["yes"])");
    CHECK(t.one.take_notes().empty());
    t.one.advance(1s);
    CHECK(t.one.take_notes() == Notes{"operation has timed out 1"});
  }

  TEST_CASE("with local() only this server is waited for") {
    TwoServers t;
    t.one.io.local().timeout(1s).emit("vote", [&](std::error_code error, std::vector<RawJson> votes) {
      t.one.note(error.message() + " " + std::to_string(votes.size()));
    });
    t.settle();
    t.a.send(R"(430["yes"])");
    CHECK(t.one.take_notes() == Notes{"Success 1"});
  }

  TEST_CASE("fetch_sockets() tells of the sockets of every server, and what is done to one is done there") {
    TwoServers t;
    t.two.socket(1).data<std::string>() = "from two";
    t.two.socket(1).join("r");
    std::vector<RemoteSocket> found;
    t.one.io.fetch_sockets([&](std::error_code error, std::vector<RemoteSocket> sockets) {
      CHECK_FALSE(error);
      found = std::move(sockets);
    });
    REQUIRE(found.size() == 2);
    CHECK(found[0].id() == t.one.id(1));
    CHECK(found[0].data().text() == "null");
    const RemoteSocket& remote = found[1];
    CHECK(remote.id() == t.two.id(1));
    CHECK(remote.data().text() == R"("from two")");
    CHECK(remote.rooms() == Notes{t.two.id(1), "r"});
    CHECK(remote.handshake().url() == "/socket.io/?EIO=4&transport=websocket");

    remote.emit("hello", 1);
    remote.timeout(1s).emit("ready?", [&](std::error_code error, bool ready) {
      t.one.note(error.message() + (ready ? " ready" : " not ready"));
    });
    remote.join("s");
    t.settle();
    CHECK(t.b.frames() == Frames{R"(42["hello",1])", R"(420["ready?"])"});
    CHECK(t.a.frames().empty());
    t.b.send("430[true]");
    CHECK(t.one.take_notes() == Notes{"Success ready"});
    CHECK(t.two.socket(1).in_room("s"));
    remote.disconnect();
    t.settle();
    CHECK(t.b.frames() == Frames{"41"});
  }

  TEST_CASE("fetch_sockets() of a room, with exceptions") {
    TwoServers t;
    t.one.socket(1).join("r");
    t.two.socket(1).join("r");
    std::size_t count = 0;
    const auto count_them = [&](std::error_code, const std::vector<RemoteSocket>& sockets) {
      count = sockets.size();
    };
    t.one.io.in("r").fetch_sockets(count_them);
    CHECK(count == 2);
    t.one.io.in("r").except(t.one.id(1)).fetch_sockets(count_them);
    CHECK(count == 1);
    t.one.io.in("r").local().fetch_sockets(count_them);
    CHECK(count == 1);
    t.one.io.in("nobody").fetch_sockets(count_them);
    CHECK(count == 0);
  }

  TEST_CASE("server_side_emit() calls handlers on the other servers only") {
    TwoServers t;
    for (SocketHarness* server : {&t.one, &t.two}) {
      server->io.on_server_side("news", [server](std::string text, int number) {
        server->note(text + " " + std::to_string(number));
      });
    }
    t.one.io.server_side_emit("news", "hello", 3);
    CHECK(t.one.take_notes().empty());
    CHECK(t.two.take_notes() == Notes{"hello 3"});
    t.one.io.server_side_emit("nobody listens to this");
    t.one.io.of("/other").server_side_emit("news", "x", 1);
    CHECK(t.two.take_notes().empty());
  }

  TEST_CASE("server_side_emit_with_ack() gets one answer of each other server") {
    TwoServers t;
    const auto token = t.two.io.on_server_side("load", [](socketio::Ack<int> ack) { ack(42); });
    const auto note = [&](std::error_code error, const std::vector<RawJson>& answers) {
      t.one.note(error.message());
      for (const RawJson& answer : answers) t.one.note(std::string(answer.text()));
    };
    t.one.io.server_side_emit_with_ack(1s, "load", note);
    CHECK(t.one.take_notes() == Notes{"Success", "[42]"});
    t.two.io.sockets().off_server_side(token);
    t.one.io.server_side_emit_with_ack(1s, "load", note);
    CHECK(t.one.take_notes().empty());
  }

  TEST_CASE("server_side_emit() refuses the names of the library's own events") {
    SocketHarness t;
    for (const char* name : {"connect", "connection", "new_namespace"}) {
      CHECK_THROWS_AS(t.io.server_side_emit(name), std::invalid_argument);
      CHECK_THROWS_AS(t.io.on_server_side(name, [] {}), std::invalid_argument);
    }
  }

  TEST_CASE("without a cluster server_side_emit() reaches nobody, and nobody is waited for") {
    SocketHarness t;
    t.io.on_server_side("news", [&] { t.note("news"); });
    t.io.server_side_emit("news");
    t.io.server_side_emit_with_ack(1s, "news",
                                   [&](std::error_code error, const std::vector<RawJson>& answers) {
                                     t.note(error.message() + " " + std::to_string(answers.size()));
                                   });
    CHECK(t.take_notes() == Notes{"Success 0"});
  }

  TEST_CASE("the adapter tells of rooms that come and go, and of who is in them") {
    SocketHarness t;
    auto& adapter = t.io.sockets().adapter();
    const auto named = [&](const std::string& what, std::string_view room) {
      t.note(what + " " + t.with_names(std::string(room)));
    };
    adapter.on_create_room([=](std::string_view room) { named("create", room); });
    const auto token =
        adapter.on_join_room([=](std::string_view room, const std::string&) { named("join", room); });
    adapter.on_leave_room([=](std::string_view room, const std::string&) { named("leave", room); });
    adapter.on_delete_room([=](std::string_view room) { named("delete", room); });
    RawSocket& a = t.open();
    a.send("40");
    CHECK(t.take_notes().size() == 2);  // its own room, before its id is known here
    t.join();
    t.take_notes();
    t.socket(1).join("r");
    CHECK(t.take_notes() == Notes{"create r", "join r"});
    t.socket(1).join("r");
    CHECK(t.take_notes().empty());
    t.socket(2).join("r");
    CHECK(t.take_notes() == Notes{"join r"});
    t.socket(2).leave("r");
    CHECK(t.take_notes() == Notes{"leave r"});
    adapter.off(token);
    t.socket(2).join("s");
    CHECK(t.take_notes() == Notes{"create s"});
    a.drop();
    CHECK(t.take_notes() == Notes{"leave r", "delete r", "leave <1>", "delete <1>"});
  }
}

#include "golden.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "engine_harness.hpp"
#include "engineio/codec.hpp"

using namespace std::chrono_literals;
using engineio::ConnId;
using test::EngineHarness;

namespace {

/// One line of packets.txt.
struct Row {
  std::string wire, type, kind, data;
};

std::vector<Row> packet_rows() {
  std::vector<Row> rows;
  std::istringstream lines(test::golden_text("engineio/packets.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    Row row;
    std::string* const cells[] = {&row.wire, &row.type, &row.kind, &row.data};
    std::size_t start = 0;
    for (std::string* cell : cells) {
      const std::size_t end = line.find(" | ", start);
      *cell = line.substr(start, end - start);
      start = end + 3;
    }
    if (row.data == "(empty)") row.data.clear();
    rows.push_back(row);
  }
  return rows;
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : test::as_text({base::SharedBytes::copy(bytes), true})) {
    if (c != '<' && c != '>' && c != ' ') text += c;
  }
  return text;
}

/// Writes down a session as a person would read it off the wire.
class Transcript {
 public:
  explicit Transcript(EngineHarness& harness) : t_(harness) {}

  ConnId get(const std::string& target) {
    line("> GET " + target);
    const ConnId id = t_.wire.get(target);
    t_.settle();
    return id;
  }
  void post(const std::string& target, std::string_view body) {
    line("> POST " + target);
    line("> " + test::printable(body));
    const ConnId id = t_.wire.post(target, body);
    t_.settle();
    response(id);
  }
  void response(ConnId id) {
    const auto& response = t_.wire[id].response();
    line("< " + std::to_string(response.status));
    for (const auto& header : response.headers) line("< " + header.name + ": " + header.value);
    line("< " + test::printable(response.body.view()));
  }
  ConnId websocket(const std::string& target) {
    line("> WebSocket " + target);
    const ConnId id = t_.wire.websocket(target);
    t_.settle();
    if (t_.wire[id].accepted) line("< 101");
    return id;
  }
  void say(ConnId id, std::string_view message) {
    line("> " + std::string(message));
    t_.text(id, message);
    frames(id);
  }
  void say_binary(ConnId id, std::string_view bytes) {
    line("> " + test::as_text({base::SharedBytes::copy(bytes), true}));
    t_.binary(id, bytes);
    frames(id);
  }
  void frames(ConnId id) {
    for (const auto& frame : t_.wire.take_frames(id)) line("< " + test::printable(frame));
    if (t_.wire[id].closed) line("< close frame");
  }
  void line(const std::string& text) { text_ += text + '\n'; }
  void gap() { text_ += '\n'; }
  std::string text() const { return t_.masked(text_); }

 private:
  EngineHarness& t_;
  std::string text_;
};

}  // namespace

TEST_SUITE("engineio/golden") {
  TEST_CASE("packets.txt: every packet kind, decoded and encoded") {
    const auto rows = packet_rows();
    CHECK(rows.size() == 17);
    for (const Row& row : rows) {
      CAPTURE(row.wire);
      const auto packet = engineio::decode_packet(base::SharedBytes::copy(row.wire));
      REQUIRE(packet.has_value());
      CHECK(std::string(1, static_cast<char>(packet->type)) == row.type);
      CHECK((packet->binary ? "binary" : "text") == row.kind);
      CHECK((packet->binary ? hex(packet->data.view()) : std::string(packet->data.view())) == row.data);
      const engineio::Frame frame =
          packet->binary
              ? engineio::Frame{packet->data, true}
              : engineio::Frame{base::SharedBytes::copy(encode_packet(packet->type, packet->data.view()))};
      CHECK(engineio::encode_payload(std::vector{frame}).view() == row.wire);
    }
  }

  TEST_CASE("session.txt: handshake, messages, heartbeat, upgrade, close") {
    EngineHarness t;
    t.on_open = [](engineio::Session& session) { session.send(engineio::Message::text("welcome")); };
    t.on_message = [](engineio::Session& session, const engineio::Frame& message) {
      session.send(message.binary ? engineio::Message::binary(message.bytes)
                                  : engineio::Message::text(message.bytes.view()));
    };
    Transcript script(t);
    script.response(script.get("/engine.io/?EIO=4&transport=polling"));
    const std::string sid = t.record().sid;
    const std::string polling = t.target("polling", sid);

    script.gap();
    script.post(polling,
                "4hello\x1e"
                "bAQIDBA==");
    script.gap();
    script.response(script.get(polling));
    script.gap();
    auto poll = script.get(polling);
    script.line("= 25 s later");
    t.advance(25s);
    script.response(poll);
    script.gap();
    script.post(polling, "3");

    script.gap();
    poll = script.get(polling);
    const auto ws = script.websocket(t.target("websocket", sid));
    script.say(ws, "2probe");
    script.line("= the poll returns");
    script.response(poll);
    script.say(ws, "5");
    script.say(ws, "4over websocket");
    script.say_binary(ws, "\x01\x02\x03\x04");
    script.line("= 25 s later");
    t.advance(25s);
    script.frames(ws);
    script.say(ws, "3");
    script.line("= the server closes");
    t.session(sid).close();
    script.frames(ws);
    test::check_golden("engineio/session.txt", script.text());
  }
}

#include "engineio/codec_v3.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "engineio/error.hpp"
#include "fake_wire.hpp"
#include "golden.hpp"

using base::SharedBytes;
using engineio::DecodedPayload;
using engineio::Errc;
using engineio::Frame;
namespace v3 = engineio::v3;

namespace {

/// One line of payloads_v3.txt.
struct Row {
  std::string form, wire;
  std::vector<std::string> packets;
};

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = end + separator.size();
  }
  return parts;
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  std::istringstream words(hex);
  for (std::string word; words >> word;) bytes += static_cast<char>(std::stoi(word, nullptr, 16));
  return bytes;
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::istringstream lines(test::golden_text("engineio/payloads_v3.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const auto cells = split(line, " | ");
    REQUIRE(cells.size() == 3);
    const std::string wire = cells[0] == "binary" ? from_hex(cells[1]) : cells[1];
    rows.push_back({cells[0], wire, split(cells[2], " + ")});
  }
  return rows;
}

/// A packet as the engine gives it to the codec: text, or "<01 02>" for binary.
Frame frame_of(const std::string& packet) {
  const bool binary = packet.starts_with('<');
  const std::string bytes = binary ? from_hex(packet.substr(1, packet.size() - 2)) : packet;
  return {SharedBytes::copy(bytes), binary};
}

/// The other way around; an error is the last word.
std::vector<std::string> words(const DecodedPayload& decoded) {
  std::vector<std::string> texts;
  for (const auto& packet : decoded.packets) {
    std::string text = packet.binary ? "" : std::string(1, static_cast<char>(packet.type));
    texts.push_back(text + test::as_text({packet.data, packet.binary}));
  }
  if (decoded.error) texts.push_back(decoded.error == Errc::parse_error ? "parse error" : "another error");
  return texts;
}

using Words = std::vector<std::string>;

Words decode_text(std::string_view body, std::size_t max_packets = 100) {
  return words(v3::decode_payload(SharedBytes::copy(body), max_packets));
}
Words decode_binary(std::string_view body, std::size_t max_packets = 100) {
  return words(v3::decode_binary_payload(SharedBytes::copy(body), max_packets));
}
Words decode_frame(std::string_view bytes, bool binary) {
  DecodedPayload one;
  auto packet = v3::decode_frame({SharedBytes::copy(bytes), binary});
  if (packet) one.packets.push_back(*std::move(packet));
  if (!packet) one.error = packet.error();
  return words(one);
}

}  // namespace

TEST_SUITE("engineio/codec_v3") {
  TEST_CASE("payloads_v3.txt: every form of payload, encoded and decoded") {
    const auto all = rows();
    CHECK(all.size() == 22);
    for (const Row& row : all) {
      CAPTURE(row.wire);
      std::vector<Frame> frames;
      for (const auto& packet : row.packets) frames.push_back(frame_of(packet));
      if (row.form == "text") {
        CHECK(v3::encode_payload(frames).view() == row.wire);
        CHECK(decode_text(row.wire) == row.packets);
      } else {
        CHECK(v3::encode_binary_payload(frames).view() == row.wire);
        CHECK(decode_binary(row.wire) == row.packets);
      }
    }
  }

  TEST_CASE("text payload: what is malformed, and what stands in front of it counts") {
    CHECK(decode_text("") == Words{"parse error"});
    CHECK(decode_text("abc") == Words{"parse error"});
    CHECK(decode_text(":4") == Words{"parse error"});
    CHECK(decode_text("5:4a") == Words{"parse error"});
    CHECK(decode_text("-1:4") == Words{"parse error"});
    CHECK(decode_text("+1:4") == Words{"parse error"});
    CHECK(decode_text("1e1:4") == Words{"parse error"});
    CHECK(decode_text(" 1:4") == Words{"parse error"});
    CHECK(decode_text("1:7") == Words{"parse error"});
    CHECK(decode_text("1:x") == Words{"parse error"});
    CHECK(decode_text("2:\xff\xff") == Words{"parse error"});
    CHECK(decode_text("2:4a7") == Words{"4a", "parse error"});
    CHECK(decode_text("2:4a5:4") == Words{"4a", "parse error"});
    CHECK(decode_text("2:4a1:x1:4") == Words{"4a", "parse error"});
  }

  TEST_CASE("text payload: a length counts UTF-16 code units and ends between characters") {
    CHECK(decode_text("2:4\xf0\x9f\x98\x80") == Words{"parse error"});
    CHECK(decode_text("5:4\xf0\x9f\x98\x80") == Words{"parse error"});
    CHECK(decode_text("4:4\xe2\x82\xac") == Words{"parse error"});
  }

  TEST_CASE("text payload: empty packets are skipped, and count") {
    CHECK(decode_text("0:").empty());
    CHECK(decode_text("0:2:4a0:") == Words{"4a"});
    CHECK(decode_text("0:0:0:", 2) == Words{"parse error"});
  }

  TEST_CASE("text payload: base64 packets are messages, nothing else") {
    CHECK(decode_text("3:b4A") == Words{"parse error"});
    CHECK(decode_text("5:b4@@@") == Words{"parse error"});
    CHECK(decode_text("1:b") == Words{"parse error"});
    CHECK(decode_text("6:b2AA==") == Words{"parse error"});
    CHECK(decode_text("5:bAA==") == Words{"parse error"});
  }

  TEST_CASE("text payload: lengths that no memory holds, and more packets than allowed") {
    CHECK(decode_text("9999999999:4") == Words{"parse error"});
    CHECK(decode_text("18446744073709551617:4") == Words{"parse error"});
    CHECK(decode_text("0000000001:4") == Words{"4"});
    CHECK(decode_text(std::string(100'000, '1')) == Words{"parse error"});
    CHECK(decode_text("1:41:41:4", 3) == Words{"4", "4", "4"});
    CHECK(decode_text("1:41:41:4", 2) == Words{"4", "4", "parse error"});
  }

  TEST_CASE("binary payload: what is malformed, and what stands in front of it counts") {
    using namespace std::string_view_literals;
    CHECK(decode_binary("") == Words{"parse error"});
    CHECK(decode_binary("\x00"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\xff"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x01"sv) == Words{"parse error"});
    CHECK(decode_binary("\x02\x01\xff\x34"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x0a\xff\x34"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x31\xff\x34"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x02\xff\x34"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x01\xff\x37"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x02\xff\x34\xff"sv) == Words{"parse error"});
    CHECK(decode_binary("\x01\x01\xff\x02"sv) == Words{"parse error"});
    CHECK(decode_binary("\x01\x00\xff"sv) == Words{"parse error"});
    CHECK(decode_binary("\x00\x01\xff\x34\x00"sv) == Words{"4", "parse error"});
    CHECK(decode_binary("\x01\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\xff\x04"sv) ==
          Words{"parse error"});
    CHECK(decode_binary("\x00\x01\xff\x34\x00\x01\xff\x34"sv, 1) == Words{"4", "parse error"});
  }

  TEST_CASE("binary payload: a text packet may carry base64") {
    using namespace std::string_view_literals;
    CHECK(decode_binary("\x00\x06\xff"
                        "b4AQI="sv) == Words{"<01 02>"});
  }

  TEST_CASE("whatever packets: both forms of payload bring them back") {
    std::mt19937 dice(1);
    static constexpr std::string_view letters[] = {
        "a", ":", "1", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "b4"};
    for (int round = 0; round < 500; ++round) {
      std::vector<Frame> frames;
      Words expected;
      for (auto left = dice() % 5 + 1; left > 0; --left) {
        const bool binary = dice() % 3 == 0;
        std::string bytes = binary ? "" : std::string(1, static_cast<char>('0' + dice() % 7));
        for (auto size = dice() % 20; size > 0; --size) {
          bytes += binary ? std::string(1, static_cast<char>(dice())) : std::string(letters[dice() % 7]);
        }
        frames.push_back({SharedBytes::copy(bytes), binary});
        expected.push_back(test::as_text(frames.back()));
      }
      CHECK(words(v3::decode_payload(v3::encode_payload(frames), 100)) == expected);
      CHECK(words(v3::decode_binary_payload(v3::encode_binary_payload(frames), 100)) == expected);
    }
  }

  TEST_CASE("whatever bytes: a decoder ends, and stays within the body") {
    std::mt19937 dice(2);
    static constexpr char likely[] = {'0',  '1',  '2',  '9',  ':',    '4',   'b',
                                      '\0', '\1', '\2', '\4', '\xff', '\xf0'};
    for (int round = 0; round < 5'000; ++round) {
      std::string body;
      for (auto size = dice() % 24; size > 0; --size) {
        body += dice() % 4 == 0 ? static_cast<char>(dice()) : likely[dice() % sizeof likely];
      }
      for (const auto& decoded : {v3::decode_payload(SharedBytes::copy(body), 8),
                                  v3::decode_binary_payload(SharedBytes::copy(body), 8)}) {
        std::size_t total = 0;
        for (const auto& packet : decoded.packets) total += packet.data.size();
        CHECK(decoded.packets.size() <= 8);
        CHECK(total <= body.size());
      }
    }
  }

  TEST_CASE("WebSocket frames: binary has its type in front, in both directions") {
    using namespace std::string_view_literals;
    CHECK(decode_frame("\x04\x01\x02", true) == Words{"<01 02>"});
    CHECK(decode_frame("\x04", true) == Words{"<>"});
    CHECK(decode_frame("", true) == Words{"parse error"});
    CHECK(decode_frame("\x02\x01", true) == Words{"parse error"});
    CHECK(decode_frame("4\x01", true) == Words{"parse error"});
    CHECK(decode_frame("4hi", false) == Words{"4hi"});
    CHECK(decode_frame("b4AQI=", false) == Words{"<01 02>"});
    CHECK(decode_frame("", false) == Words{"parse error"});
    CHECK(test::as_text(v3::encode_frame(frame_of("<01 02>"), false)) == "<04 01 02>");
    CHECK(test::as_text(v3::encode_frame(frame_of("<01 02>"), true)) == "b4AQI=");
    CHECK(test::as_text(v3::encode_frame(frame_of("4hi"), false)) == "4hi");
    CHECK(test::as_text(v3::encode_frame(frame_of("4hi"), true)) == "4hi");
  }
}

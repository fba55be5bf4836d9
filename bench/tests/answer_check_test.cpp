#include <doctest/doctest.h>

#include "failure.hpp"
#include "message.hpp"

TEST_SUITE("bench/answer_check") {
  TEST_CASE("a short answer that differs: refused at once") {
    bench::AnswerCheck check("[\"abc\"]");
    for (int i = 0; i < 100; ++i) check("[\"abc\"]");
    CHECK_THROWS_AS(check("[\"abd\"]"), bench::Failure);
    CHECK_THROWS_AS(check("[\"abcd\"]"), bench::Failure);
  }

  TEST_CASE("a long answer: its length always, its contents one time in 64") {
    const std::string expected(5000, 'x');
    bench::AnswerCheck check(expected);
    check(expected);
    CHECK_THROWS_AS(check(expected.substr(1)), bench::Failure);
    const std::string other(5000, 'y');
    int refused = 0;
    for (int i = 0; i < 128; ++i) {
      try {
        check(other);
      } catch (const bench::Failure&) {
        ++refused;
      }
    }
    CHECK(refused == 2);
  }

  TEST_CASE("CONNECT: with the token, if there is one") {
    bench::Options options;
    CHECK(bench::connect_packet(options) == "40");
    options.token = "secret";
    CHECK(bench::connect_packet(options) == "40{\"token\":\"secret\"}");
  }

  TEST_CASE("the messages: what a client writes for an acknowledgement, an event and an attachment") {
    bench::Options options;
    options.size_bytes = 4;
    options.window = 2;
    const std::string payload = bench::make_payload(4);
    CHECK(payload.size() == 4);
    CHECK(bench::echo_messages(options).at(1).packet == "421[\"echo\",\"" + payload + "\"]");
    options.event = true;
    CHECK(bench::echo_messages(options).at(1).packet == "42[\"ev\",\"" + payload + "\"]");
    options.event = false;
    options.binary = true;
    CHECK(bench::echo_messages(options).at(1).packet == "451-1[\"echo\",{\"_placeholder\":true,\"num\":0}]");
    CHECK(bench::echo_answer(options) == payload);
  }
}

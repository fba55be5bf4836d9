#include "passwords.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/manual_worker.hpp"

namespace watchroom {
namespace {

struct Fixture {
  base::ManualWorker worker;
  std::unique_ptr<Passwords> passwords = std::make_unique<Passwords>(worker, base::ScryptCost{.log2_n = 4});
  std::string verdicts;  // one letter each, in order
  Room room = protected_room("R1", "pw");

  static Room protected_room(const std::string& id, const std::string& password) {
    Room room;
    room.id = id;
    room.profile.password_hash = *base::hash_password(password, {.log2_n = 4});
    return room;
  }
  void check(const Room& where, const std::string& password) {
    passwords->check(where, password, [this](Passwords::Verdict verdict) {
      verdicts += verdict == Passwords::Verdict::right   ? 'r'
                  : verdict == Passwords::Verdict::wrong ? 'w'
                                                         : 'b';
    });
  }
};

}  // namespace

TEST_SUITE("watchroom/passwords") {
  TEST_CASE_FIXTURE(Fixture, "a hash is made on the worker") {
    worker.held = true;
    std::optional<std::string> hash;
    passwords->hash("pw", [&](auto made) { hash = made; });
    CHECK_FALSE(hash.has_value());
    worker.step();
    REQUIRE(hash.has_value());
    CHECK(base::verify_password("pw", *hash));
  }

  TEST_CASE_FIXTURE(Fixture, "right and wrong") {
    check(room, "wrong");
    check(room, "pw");
    check(room, "wrong");
    check(room, "");
    CHECK(verdicts == "wrww");
  }

  TEST_CASE_FIXTURE(Fixture, "once the right one was seen, nothing costs a hash any more") {
    worker.held = true;
    check(room, "pw");
    worker.step();
    for (const char* guess : {"pw", "a", "b", "pw"}) check(room, guess);
    CHECK(verdicts == "rrwwr");
    CHECK(worker.waiting() == 0);
    passwords->forget("R1");
    check(room, "pw");
    CHECK(worker.waiting() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "the password of a room just made is known") {
    worker.held = true;
    passwords->know("R1", "pw");
    check(room, "pw");
    check(room, "x");
    CHECK(verdicts == "rw");
  }

  TEST_CASE_FIXTURE(Fixture,
                    "a thousand who come back at once cost one hash; of a room one is under way at a time") {
    worker.held = true;
    for (int i = 0; i < 1'000; ++i) check(room, i == 500 ? "wrong" : "pw");
    CHECK(worker.waiting() == 1);
    worker.step();
    CHECK(worker.waiting() == 0);
    CHECK(verdicts == std::string(500, 'r') + "w" + std::string(499, 'r'));
  }

  TEST_CASE_FIXTURE(Fixture, "guesses before the right one are tried one after the other") {
    worker.held = true;
    for (const char* guess : {"a", "b", "pw", "c"}) check(room, guess);
    for (int i = 0; i < 3; ++i) {
      CHECK(worker.waiting() == 1);
      worker.step();
    }
    CHECK(verdicts == "wwrw");
    CHECK(worker.waiting() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "rooms do not wait for each other") {
    worker.held = true;
    const Room other = protected_room("R2", "pw");
    check(room, "a");
    check(other, "pw");
    CHECK(worker.waiting() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "a full worker is said") {
    worker.full = true;
    check(room, "pw");
    bool none = false;
    passwords->hash("pw", [&](const auto& made) { none = !made; });
    CHECK(none);
    worker.full = false;
    check(room, "pw");
    CHECK(verdicts == "br");
  }

  TEST_CASE_FIXTURE(Fixture,
                    "a room that ends meanwhile: all are answered, and another with its id is another") {
    worker.held = true;
    check(room, "pw");
    check(room, "pw");
    passwords->forget("R1");
    CHECK(verdicts == "w");
    const Room other = protected_room("R1", "new");
    check(other, "pw");
    worker.step();
    worker.step();
    CHECK(verdicts == "wrw");
    check(other, "new");
    worker.step();
    CHECK(verdicts == "wrwr");
  }

  TEST_CASE_FIXTURE(Fixture, "its end while something is under way") {
    worker.held = true;
    check(room, "pw");
    passwords->hash("pw", [](const auto&) { FAIL("gone"); });
    passwords.reset();
    worker.step();
    worker.step();
    CHECK(verdicts.empty());
  }
}

}  // namespace watchroom

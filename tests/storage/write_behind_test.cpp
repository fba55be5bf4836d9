#include "storage/write_behind.hpp"

#include <doctest/doctest.h>

#include "../support/memory_store.hpp"
#include "base/log.hpp"
#include "base/manual_timers.hpp"
#include "base/manual_worker.hpp"
#include "storage/error.hpp"

namespace storage {
namespace {

using namespace std::chrono_literals;

struct Fixture {
  base::ManualTimers time;
  base::ManualWorker worker;
  test::MemoryStore store;
  std::map<std::string, std::string> now;  // what the module has in memory
  WriteBehindOptions options;
  std::unique_ptr<WriteBehind> things = make();

  Fixture() { base::log::set_level(base::log::Level::off); }

  std::unique_ptr<WriteBehind> make() {
    const auto snapshot = [this](std::string_view key) -> std::optional<std::string> {
      const auto found = now.find(std::string(key));
      return found == now.end() ? std::nullopt : std::optional(found->second);
    };
    return std::make_unique<WriteBehind>(store, worker, time, "things", snapshot, options);
  }
  void set(const std::string& key, const std::string& value) {
    now[key] = value;
    things->changed(key);
  }
  void remove(const std::string& key) {
    now.erase(key);
    things->changed(key);
  }
  /// What the store has.
  std::string stored() const {
    std::string text;
    for (const auto& [where, bytes] : store.records) text += where.second + "=" + bytes + ";";
    return text;
  }
};

}  // namespace

TEST_SUITE("storage/write_behind") {
  TEST_CASE_FIXTURE(Fixture, "changes are written together, an interval after the first of them") {
    set("a", "1");
    time.advance(400ms);
    set("b", "1");
    time.advance(99ms);
    CHECK(store.batches.empty());
    time.advance(1ms);
    CHECK(stored() == "a=1;b=1;");
    CHECK(store.batches == std::vector<std::size_t>{2});
    time.advance(10s);
    CHECK(store.batches.size() == 1);
    CHECK(time.pending() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "many changes of one key are one write of the latest") {
    for (int i = 0; i < 100; ++i) set("a", std::to_string(i));
    time.advance(500ms);
    CHECK(stored() == "a=99;");
    CHECK(store.batches == std::vector<std::size_t>{1});
  }

  TEST_CASE_FIXTURE(Fixture, "what is gone is removed; what came and went between two writes is, too") {
    set("a", "1");
    time.advance(500ms);
    remove("a");
    set("b", "1");
    remove("b");
    time.advance(500ms);
    CHECK(stored() == "");
  }

  TEST_CASE_FIXTURE(Fixture, "who waits for a save gets it at once, and is told when it is done") {
    worker.held = true;
    set("a", "1");
    int told = 0;
    things->when_saved([&] { ++told; });
    set("b", "1");
    things->when_saved([&] { ++told; });
    time.settle();
    CHECK(worker.waiting() == 1);
    CHECK(told == 0);
    worker.step();
    CHECK(told == 2);
    CHECK(stored() == "a=1;b=1;");
  }

  TEST_CASE_FIXTURE(Fixture,
                    "a change during a write is in the next one, and whoever waits for it waits for that") {
    worker.held = true;
    set("a", "1");
    int first = 0, second = 0;
    things->when_saved([&] { ++first; });
    time.settle();
    set("a", "2");
    things->when_saved([&] { ++second; });
    worker.step();
    CHECK(stored() == "a=1;");
    CHECK(first == 1);
    CHECK(second == 0);
    time.settle();
    worker.step();
    CHECK(stored() == "a=2;");
    CHECK(second == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "one batch is under way at a time") {
    worker.held = true;
    set("a", "1");
    time.advance(500ms);
    set("b", "1");
    time.advance(10s);
    CHECK(worker.waiting() == 1);
    CHECK(things->stats().pending == 2);
    worker.step();
    time.advance(500ms);
    CHECK(worker.waiting() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "many keys leave in batches, one right behind the other") {
    options.max_batch = 10;
    things = make();
    for (int i = 0; i < 25; ++i) set(std::to_string(i), "x");
    time.settle();
    CHECK(store.batches == std::vector<std::size_t>{10, 10});
    time.advance(500ms);
    CHECK(store.batches == std::vector<std::size_t>{10, 10, 5});
  }

  TEST_CASE_FIXTURE(Fixture, "who waits for a key in a later batch waits for that batch") {
    options.max_batch = 2;
    things = make();
    worker.held = true;
    for (const char* key : {"a", "b", "c"}) set(key, "1");
    bool told = false;
    things->when_saved([&] { told = true; });
    time.settle();
    worker.step();
    CHECK_FALSE(told);
    time.settle();
    worker.step();
    CHECK(told);
  }

  TEST_CASE_FIXTURE(Fixture, "a disk that hangs holds nobody up for longer than the patience") {
    worker.held = true;
    set("a", "1");
    int told = 0;
    things->when_saved([&] { ++told; });
    time.advance(999ms);
    CHECK(told == 0);
    time.advance(1ms);
    CHECK(told == 1);
    worker.step();
    CHECK(told == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "while the store fails nothing is lost and nobody waits; the pauses grow") {
    store.error = Errc::full;
    set("a", "1");
    bool told = false;
    things->when_saved([&] { told = true; });
    time.settle();
    CHECK(told);
    CHECK(things->stats().failures == 1);
    CHECK(things->stats().failing);
    set("b", "1");
    set("a", "2");
    told = false;
    things->when_saved([&] { told = true; });
    CHECK(told);
    CHECK(things->stats().pending == 2);
    for (const auto& [pause, failures] :
         {std::pair(1s, 2U), std::pair(2s, 3U), std::pair(4s, 4U), std::pair(8s, 5U), std::pair(16s, 6U),
          std::pair(30s, 7U), std::pair(30s, 8U)}) {
      time.advance(pause - 1ms);
      CHECK(things->stats().failures == failures - 1);
      time.advance(1ms);
      CHECK(things->stats().failures == failures);
    }
    store.error = {};
    time.advance(30s);
    CHECK(stored() == "a=2;b=1;");
    CHECK_FALSE(things->stats().failing);
    CHECK(things->stats().pending == 0);
    set("a", "3");
    time.advance(500ms);
    CHECK(stored() == "a=3;b=1;");
  }

  TEST_CASE_FIXTURE(Fixture, "a worker without room for a job is a failure like another") {
    worker.full = true;
    set("a", "1");
    time.advance(500ms);
    CHECK(things->stats().failures == 1);
    worker.full = false;
    time.advance(1s);
    CHECK(stored() == "a=1;");
  }

  TEST_CASE_FIXTURE(Fixture, "closing gives everything to the worker, what is under way once more") {
    options.max_batch = 2;
    things = make();
    worker.held = true;
    for (const char* key : {"a", "b", "c"}) set(key, "1");
    time.settle();
    set("a", "2");
    bool told = false;
    things->when_saved([&] { told = true; });
    things->close();
    CHECK(told);
    store.error = Errc::full;
    worker.step();
    store.error = {};
    worker.step();
    CHECK(stored() == "a=2;b=1;c=1;");
    set("d", "1");
    time.advance(10s);
    CHECK(worker.waiting() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "closing during a pause tries once more") {
    store.error = Errc::full;
    set("a", "1");
    time.advance(500ms);
    store.error = {};
    things->close();
    CHECK(stored() == "a=1;");
  }

  TEST_CASE_FIXTURE(Fixture, "its end while a batch is under way") {
    worker.held = true;
    set("a", "1");
    time.advance(500ms);
    things.reset();
    worker.step();
    CHECK(stored() == "a=1;");
  }
}

}  // namespace storage

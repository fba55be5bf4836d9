#include "base/worker.hpp"

#include <doctest/doctest.h>

#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/mailbox.hpp"

namespace {

using namespace std::chrono_literals;
using Work = std::function<void()>;

/// The owner's thread is the test's: it runs what is posted to it when it looks.
struct Owner {
  base::Mailbox<Work> posted;
  std::counting_semaphore<> arrived{0};

  base::ThreadWorker::Post door() {
    return [this](Work work) {
      posted.push(std::move(work));
      arrived.release();
    };
  }
  /// Waits for `count` jobs to be done, and runs what follows them.
  void await(int count) {
    for (int i = 0; i < count; ++i) arrived.acquire();
    std::vector<Work> batch;
    posted.drain(batch);
    for (Work& work : batch) work();
  }
};

/// Sets a flag when it is destroyed, on whichever thread.
struct Witness {
  std::thread::id* where;
  explicit Witness(std::thread::id* thread) : where(thread) {}
  Witness(Witness&& other) noexcept : where(std::exchange(other.where, nullptr)) {}
  Witness(const Witness& other) = default;
  ~Witness() {
    if (where) *where = std::this_thread::get_id();
  }
};

}  // namespace

TEST_SUITE("base/worker") {
  TEST_CASE("work runs on another thread and in order, what follows on the owner's") {
    Owner owner;
    base::ThreadWorker worker(owner.door(), 10);
    std::string order;
    std::thread::id worked, followed;
    REQUIRE(worker.run([&] { worked = std::this_thread::get_id(), order += 'a'; },
                       [&] { followed = std::this_thread::get_id(), order += 'A'; }));
    REQUIRE(worker.run([&] { order += 'b'; }, [&] { order += 'B'; }));
    owner.await(2);
    CHECK(order == "abAB");
    CHECK(worked != std::this_thread::get_id());
    CHECK(followed == std::this_thread::get_id());
  }

  TEST_CASE("more jobs than it may have are refused, until what follows one has run") {
    Owner owner;
    base::ThreadWorker worker(owner.door(), 2);
    CHECK(worker.run([] {}, [] {}));
    CHECK(worker.run([] {}, [] {}));
    CHECK_FALSE(worker.run([] {}, [] {}));
    owner.await(2);
    CHECK(worker.run([] {}, [] {}));
  }

  TEST_CASE("work that throws is followed all the same") {
    base::log::set_level(base::log::Level::off);
    Owner owner;
    base::ThreadWorker worker(owner.door(), 2);
    bool followed = false;
    REQUIRE(worker.run([] { throw std::runtime_error("no"); }, [&] { followed = true; }));
    owner.await(1);
    CHECK(followed);
  }

  TEST_CASE("finish waits for the jobs it has, and takes no more") {
    Owner owner;
    base::ThreadWorker worker(owner.door(), 10);
    int done = 0;
    for (int i = 0; i < 5; ++i) REQUIRE(worker.run([&] { ++done; }, [] {}));
    CHECK(worker.finish(60s));
    CHECK(done == 5);
    CHECK_FALSE(worker.run([] {}, [] {}));
    CHECK(worker.finish(60s));
  }

  TEST_CASE("finish gives up on a job that takes too long") {
    Owner owner;
    std::counting_semaphore<> release{0};
    base::ThreadWorker worker(owner.door(), 10);
    REQUIRE(worker.run([&] { release.acquire(); }, [] {}));
    CHECK_FALSE(worker.finish(1ms));
    release.release();
    CHECK(worker.finish(60s));
  }

  TEST_CASE("its end waits for the job that runs and drops the others on the owner's thread") {
    Owner owner;
    std::counting_semaphore<> begun{0}, release{0};
    std::thread::id dropped;
    bool ran = false;
    std::thread later;
    {
      base::ThreadWorker worker(owner.door(), 10);
      REQUIRE(worker.run([&] { begun.release(), release.acquire(), ran = true; }, [] {}));
      REQUIRE(worker.run([] { FAIL("dropped"); }, [witness = Witness(&dropped)] { FAIL("dropped"); }));
      begun.acquire();
      later = std::thread([&] { release.release(); });
    }
    later.join();
    CHECK(ran);
    CHECK(dropped == std::this_thread::get_id());
  }
}

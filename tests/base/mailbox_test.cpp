#include "base/mailbox.hpp"

#include <doctest/doctest.h>

#include <thread>

TEST_SUITE("base/mailbox") {
  TEST_CASE("only the first push into an empty mailbox asks for a wake-up") {
    base::Mailbox<int> mailbox;
    CHECK(mailbox.push(1));
    CHECK_FALSE(mailbox.push(2));
    std::vector<int> out{99};
    mailbox.drain(out);
    CHECK(out == std::vector<int>{1, 2});
    CHECK(mailbox.push(3));
  }

  TEST_CASE("a batch keeps its order behind what waits already, and is left empty") {
    base::Mailbox<int> mailbox;
    std::vector<int> batch{1, 2};
    CHECK(mailbox.push_all(batch));
    CHECK(batch.empty());
    CHECK_FALSE(mailbox.push_all(batch));
    batch = {3, 4};
    CHECK_FALSE(mailbox.push_all(batch));
    CHECK(batch.empty());
    CHECK(mailbox.depth() == 4);
    std::vector<int> out;
    mailbox.drain(out);
    CHECK(out == std::vector<int>{1, 2, 3, 4});
    CHECK(mailbox.depth() == 0);
  }

  TEST_CASE("two writers: nothing is lost and each one's order is kept") {
    base::Mailbox<std::pair<int, int>> mailbox;
    constexpr int count = 5000;
    const auto write = [&](int writer) {
      for (int i = 0; i < count; ++i) mailbox.push({writer, i});
    };
    std::thread first(write, 0);
    std::thread second(write, 1);
    first.join();
    second.join();
    std::vector<std::pair<int, int>> out;
    mailbox.drain(out);
    int next[2] = {0, 0};
    for (const auto& [writer, i] : out) CHECK(next[writer]++ == i);
    CHECK(next[0] == count);
    CHECK(next[1] == count);
  }
}

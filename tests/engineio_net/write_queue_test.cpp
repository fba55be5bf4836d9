#include "net/write_queue.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using engineio::net::WriteQueue;

namespace {

std::string front(const WriteQueue& queue, std::size_t buffers = 64) {
  std::array<iovec, 64> out;
  const std::size_t count = queue.gather(std::span(out).first(buffers));
  std::string text;
  for (std::size_t index = 0; index < count; ++index) {
    text.append(static_cast<const char*>(out[index].iov_base), out[index].iov_len);
  }
  return text;
}

}  // namespace

TEST_SUITE("engineio/net/write_queue") {
  TEST_CASE("small and large payloads leave in order, whatever the kernel takes at a time") {
    const std::string large(WriteQueue::share_from_bytes, 'L');
    const std::string expected = "head" + large + "tail" + large + large + "end";
    for (const std::size_t step :
         {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{2049}, std::size_t{9999}}) {
      WriteQueue queue;
      const auto shared = base::SharedBytes::copy(large);
      queue.append("head");
      queue.append(shared);
      queue.append_with([](std::string& out) { out += "tail"; });
      queue.append(shared);
      queue.append(shared);
      queue.append(base::SharedBytes::copy("end"));
      CHECK(queue.bytes() == expected.size());
      std::string written;
      while (!queue.empty()) {
        const std::string part = front(queue, 2).substr(0, step);
        written += part;
        queue.consume(part.size());
      }
      CHECK(written == expected);
    }
  }

  TEST_CASE("large shared payloads are not copied") {
    WriteQueue queue;
    const auto shared = base::SharedBytes::copy(std::string(WriteQueue::share_from_bytes, 'x'));
    queue.append(shared);
    std::array<iovec, 4> out;
    REQUIRE(queue.gather(out) == 1);
    CHECK(out[0].iov_base == shared.data());
  }

  TEST_CASE("a queue that never runs empty forgets what is written") {
    WriteQueue queue;
    const auto shared = base::SharedBytes::copy(std::string(WriteQueue::share_from_bytes, 'x'));
    queue.append(shared);
    for (int round = 0; round < 1000; ++round) {
      queue.append(shared);
      queue.consume(shared.size());
      REQUIRE(queue.bytes() == shared.size());
    }
    CHECK(front(queue) == shared.view());
  }

  TEST_CASE("a recycled queue starts empty") {
    WriteQueue queue;
    queue.append("abc");
    queue.consume(3);
    queue.recycle();
    CHECK(queue.empty());
    queue.append("de");
    CHECK(front(queue) == "de");
  }
}

// storage/write_behind.hpp - keeps a collection of a store as a module has it in memory, without making it
// wait.
//
// The module says which keys have changed; what stands behind a key is asked for when it is written, so that
// many changes of one key cost one write, and what waits is bounded by the number of keys. Batches go to a
// worker, one at a time. When the store fails (a full disk), the module goes on, everything that is not
// written stays noted, and the next try comes after a pause that grows.
//
// Thread:   hub.
// Lifetime: the store must outlive the worker; both, and the timers, must outlive this.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/timers.hpp"
#include "base/worker.hpp"
#include "storage/record_store.hpp"

namespace storage {

struct WriteBehindOptions {
  /// From a change to the begin of its write, at most.
  std::chrono::milliseconds interval{500};
  /// when_saved() does not wait longer than this.
  std::chrono::milliseconds patience{1'000};
  /// Between a failure and the next try: the first time, and at most; it doubles.
  std::chrono::milliseconds first_pause{1'000};
  std::chrono::milliseconds longest_pause{30'000};
  /// Records of one batch: what the hub writes down in one turn.
  std::size_t max_batch = 256;
};

struct WriteBehindStats {
  std::uint64_t batches = 0;                   ///< written
  std::uint64_t records = 0;                   ///< written or removed
  std::uint64_t failures = 0;                  ///< batches that were not written
  std::size_t pending = 0;                     ///< keys whose change is not written yet
  bool failing = false;                        ///< the last batch was not written
  std::chrono::milliseconds last_duration{0};  ///< of the last batch, from the hub and back
};

class WriteBehind {
 public:
  /// The bytes of a record as they are now; nothing when it is gone.
  using Snapshot = std::function<std::optional<std::string>(std::string_view key)>;

  WriteBehind(RecordStore& store, base::Worker& worker, base::Timers& timers, std::string collection,
              Snapshot snapshot, WriteBehindOptions options = {});
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  /// Is written within the interval.
  void changed(std::string_view key);
  /// Calls `fn` when everything changed so far is written, which begins at once; also when writing fails or
  /// takes longer than the patience. At once when nothing has to be written, and while the store fails.
  void when_saved(std::function<void()> fn);
  /// Before the worker's finish(): gives it everything that is not written. Nothing is written afterwards.
  void close();

  WriteBehindStats stats() const;

 private:
  struct Waiting {
    std::uint64_t until;  // so many keys have to be written
    std::function<void()> fn;
  };
  struct Result;

  void note(std::string key);
  std::vector<Change> take(std::size_t count);
  void schedule();
  void begin();
  bool submit(std::vector<Change> batch);
  void done(const Result& result);
  void succeeded();
  void failed(std::error_code error);
  void call_waiting(std::uint64_t written);

  RecordStore& store_;
  base::Worker& worker_;
  base::Timers& timers_;
  const std::string collection_;
  const Snapshot snapshot_;
  const WriteBehindOptions options_;

  std::deque<std::string> queue_;  // in the order of their first change
  std::unordered_set<std::string> queued_;
  std::vector<std::string> under_way_;
  std::vector<Waiting> waiting_;
  std::uint64_t noted_ = 0;             // keys, ever
  std::uint64_t written_ = 0;           // of them
  std::chrono::milliseconds pause_{0};  // above zero: the last batch failed
  base::Timers::Clock::time_point begun_{};
  bool closed_ = false;
  WriteBehindStats stats_;
  base::Timer next_;
  base::Timer patience_;
  std::shared_ptr<WriteBehind*> self_;  // jobs watch it, to notice its end
};

}  // namespace storage

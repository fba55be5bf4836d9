// base/worker.hpp - a thread of its own for what would block: disks, and hashes that are slow on purpose.
//
// A job is two functions: `work` runs on the worker's thread, `then` afterwards on the thread that gave the
// job. Only values may cross: `work` captures no live object of the owner. Tests have base::ManualWorker.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

#include "base/mailbox.hpp"

namespace base {

/// Does jobs one after another, in order. Thread: the owner's.
class Worker {
 public:
  virtual ~Worker() = default;
  /// @return false, and nothing happens, when as many jobs as it may have are not done yet.
  [[nodiscard]] virtual bool run(std::function<void()> work, std::function<void()> then) = 0;
};

/// The thread. What `work` throws is logged; `then` runs all the same.
class ThreadWorker final : public Worker {
 public:
  /// The door to the owner's thread, such as Network::post(). Called on the worker's thread.
  using Post = std::function<void(std::function<void()>)>;

  ThreadWorker(Post post, std::size_t max_jobs);
  /// Waits for the job that runs; those behind it are dropped.
  ~ThreadWorker() override;
  ThreadWorker(const ThreadWorker&) = delete;
  ThreadWorker& operator=(const ThreadWorker&) = delete;

  bool run(std::function<void()> work, std::function<void()> then) override;
  /// Takes no more jobs, and waits until those it has are done. @return false: they are not, after
  /// `patience`.
  [[nodiscard]] bool finish(std::chrono::milliseconds patience);

 private:
  struct Job {
    std::function<void()> work;  // empty: the last one, the thread ends
    std::function<void()> then;
  };

  void push(Job job);
  void loop();
  bool do_job(Job& job);

  const Post post_;
  const std::size_t max_jobs_;
  const std::shared_ptr<std::size_t> unfinished_;  // whose `then` did not run; they may outlive this object
  bool closed_ = false;
  Mailbox<Job> jobs_;
  std::vector<Job> batch_;                // the thread's, until it has ended
  std::counting_semaphore<> waiting_{0};  // something is in an empty mailbox
  std::counting_semaphore<> ended_{0};
  std::atomic<bool> dropping_{false};
  std::thread thread_;
};

}  // namespace base

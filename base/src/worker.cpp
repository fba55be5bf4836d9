#include "base/worker.hpp"

#include <algorithm>
#include <utility>

#include "base/guarded.hpp"

namespace base {

ThreadWorker::ThreadWorker(Post post, std::size_t max_jobs)
    : post_(std::move(post)),
      max_jobs_(max_jobs),
      unfinished_(std::make_shared<std::size_t>(0)),
      thread_([this] { loop(); }) {}

ThreadWorker::~ThreadWorker() {
  dropping_ = true;
  if (!std::exchange(closed_, true)) push({});
  thread_.join();
}

bool ThreadWorker::run(std::function<void()> work, std::function<void()> then) {
  if (closed_ || *unfinished_ >= max_jobs_) return false;
  ++*unfinished_;
  push({std::move(work), [unfinished = unfinished_, then = std::move(then)] {
          --*unfinished;
          then();
        }});
  return true;
}

bool ThreadWorker::finish(std::chrono::milliseconds patience) {
  if (!std::exchange(closed_, true)) push({});
  if (!ended_.try_acquire_for(patience)) return false;
  ended_.release();
  return true;
}

void ThreadWorker::push(Job job) {
  if (jobs_.push(std::move(job))) waiting_.release();
}

void ThreadWorker::loop() {
  do {
    waiting_.acquire();
    jobs_.drain(batch_);
  } while (std::all_of(batch_.begin(), batch_.end(), [this](Job& job) { return do_job(job); }));
  ended_.release();
}

/// @return false: it was the last one. What is dropped stays in the batch, to end on the owner's thread.
bool ThreadWorker::do_job(Job& job) {
  if (!job.work || dropping_) return false;
  guarded("a job ", "of a worker", job.work);
  job.work = nullptr;
  post_(std::move(job.then));
  return true;
}

}  // namespace base

// base/rate_limiter.hpp - a bucket of tokens for each key, in a table that strangers cannot make grow.
//
// A bucket that has filled up again is as good as none and is forgotten, a few at each call. When the table
// is full of buckets in use, keys that are not in it share one bucket: so nobody gets his own bucket back
// full by pushing it out with other keys, and all of them together never get more than max_keys + 1 buckets
// give. Work per call is bounded (one look into an ordered table, which no choice of keys makes slow).
// Thread: that of its owner.
#pragma once

#include <cstddef>
#include <iterator>
#include <map>

#include "base/token_bucket.hpp"

namespace base {

/// @tparam Key  ordered by Less, for example IpAddress::block().
template <class Key, class Less = std::less<>>
class RateLimiter {
 public:
  using TimePoint = TokenBucket::TimePoint;
  using Duration = TokenBucket::Duration;

  /// @param max_keys  buckets in use at a time; at least 1.
  RateLimiter(Rate rate, std::size_t max_keys) : rate_(rate), max_keys_(max_keys) {}
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  /// Takes `count` tokens of the key's bucket. @return false, and takes none, when they are not there.
  bool try_take(const Key& key, TimePoint now, double count = 1) {
    return bucket_for(key, now).try_take(rate_, now, count);
  }
  /// Takes them in any case, see TokenBucket::take().
  void take(const Key& key, TimePoint now, double count = 1) { bucket_for(key, now).take(rate_, now, count); }
  /// How long until try_take() would agree: zero when it would now. Changes nothing.
  Duration wait(const Key& key, TimePoint now, double count = 1) const {
    const auto found = buckets_.find(key);
    if (found != buckets_.end()) return found->second.wait(rate_, now, count);
    const TokenBucket unused;
    return (buckets_.size() < max_keys_ ? unused : shared_).wait(rate_, now, count);
  }
  /// Keys in the table; some of them may be as good as forgotten.
  std::size_t size() const { return buckets_.size(); }

 private:
  // More than one, so that buckets are forgotten faster than they are made.
  static constexpr int looks_per_call = 4;

  TokenBucket& bucket_for(const Key& key, TimePoint now) {
    forget_some(now);
    const auto found = buckets_.find(key);
    if (found != buckets_.end()) return found->second;
    return buckets_.size() < max_keys_ ? buckets_[key] : shared_;
  }
  void forget_some(TimePoint now) {
    for (int i = 0; i < looks_per_call && !buckets_.empty(); ++i) {
      if (next_look_ == buckets_.end()) next_look_ = buckets_.begin();
      next_look_ = next_look_->second.full(now) ? buckets_.erase(next_look_) : std::next(next_look_);
    }
  }

  using Buckets = std::map<Key, TokenBucket, Less>;

  Rate rate_;
  std::size_t max_keys_;
  Buckets buckets_;
  typename Buckets::iterator next_look_ = buckets_.end();
  TokenBucket shared_;
};

}  // namespace base

// socketio/src/call_list.hpp - callbacks that may add and remove callbacks of their own list while they run.
//
// A removed one is not called any more, not even later in the same visit; an added one is called from the
// next visit on. Each callback keeps its address for as long as it may still be running.
// Thread: hub.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace socketio {

template <class Call>
class CallList {
 public:
  CallList() = default;
  CallList(const CallList&) = delete;
  CallList& operator=(const CallList&) = delete;

  /// `key` is what visit() selects by. @pre token is not 0 and unique in this list.
  void append(std::uint32_t token, std::unique_ptr<Call> call, std::uint32_t key) {
    entries_.push_back({token, key, std::move(call)});
  }
  void append(std::uint32_t token, Call call, std::uint32_t key) requires std::movable<Call> {
    append(token, std::make_unique<Call>(std::move(call)), key);
  }
  /// As append(), in front of all others.
  void prepend(std::uint32_t token, Call call, std::uint32_t key) {
    entries_.insert(entries_.begin(), {token, key, std::make_unique<Call>(std::move(call))});
    ++prepended_;
  }
  /// @return the key of the one that was removed; nothing for an unknown token.
  std::optional<std::uint32_t> remove(std::uint32_t token) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [token](const Entry& entry) { return entry.token == token; });
    if (token == removed || found == entries_.end()) return std::nullopt;
    const std::uint32_t key = found->key;
    drop(*found);
    sweep();
    return key;
  }
  /// Removes those with that key. @return how many.
  std::size_t clear(std::uint32_t key) {
    std::size_t count = 0;
    for (Entry& entry : entries_) {
      if (entry.key != key || entry.token == removed) continue;
      drop(entry);
      ++count;
    }
    sweep();
    return count;
  }
  /// Calls fn(key) for each.
  template <class Fn>
  void for_each_key(Fn&& fn) const {
    for (const Entry& entry : entries_) {
      if (entry.token != removed) fn(entry.key);
    }
  }

  /// How many a visit would come to.
  std::size_t count(std::uint32_t key) const {
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(),
                      [key](const Entry& entry) { return entry.key == key && entry.token != removed; }));
  }
  /// Calls fn(token, Call&) for each with that key, in order, until it returns false.
  template <class Fn>
  void visit(std::uint32_t key, Fn&& fn) {
    const Visit visit(*this);
    const std::size_t end = entries_.size();
    for (std::size_t at = 0; at < end; ++at) {
      const Entry& entry = visit.entry(at);
      if (entry.key != key || entry.token == removed) continue;
      if (!fn(entry.token, *entry.call)) return;
    }
  }

 private:
  static constexpr std::uint32_t removed = 0;
  struct Entry {
    std::uint32_t token;
    std::uint32_t key;
    std::unique_ptr<Call> call;
  };
  /// While one exists nothing is erased, so callbacks stay, and positions change by prepend() only.
  struct Visit {
    explicit Visit(CallList& list_in) : list(list_in), prepended_before(list_in.prepended_) {
      ++list.visits_;
    }
    ~Visit() {
      --list.visits_;
      list.sweep();
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    const Entry& entry(std::size_t at) const {
      return list.entries_[at + list.prepended_ - prepended_before];
    }
    CallList& list;
    std::uint32_t prepended_before;
  };

  void drop(Entry& entry) {
    entry.token = removed;
    holes_ = true;
  }
  void sweep() {
    if (!holes_ || visits_ != 0) return;
    holes_ = false;
    std::erase_if(entries_, [](const Entry& entry) { return entry.token == removed; });
  }

  std::vector<Entry> entries_;
  std::uint32_t visits_ = 0;
  std::uint32_t prepended_ = 0;
  bool holes_ = false;
};

}  // namespace socketio

#include "passwords.hpp"

#include <utility>

#include "base/random_id.hpp"

namespace watchroom {

Passwords::Passwords(base::Worker& worker, base::ScryptCost cost)
    : worker_(worker), cost_(cost), key_(base::random_bytes(32)), self_(std::make_shared<Passwords*>(this)) {}

void Passwords::hash(std::string password, const OnHash& done) {
  const auto made = std::make_shared<std::optional<std::string>>();
  const auto alive = std::weak_ptr(self_);
  const bool accepted = worker_.run(
      [made, password = std::move(password), cost = cost_] {
        if (auto hash = base::hash_password(password, cost)) *made = *std::move(hash);
      },
      [alive, made, done] {
        if (!alive.expired()) done(std::move(*made));
      });
  if (!accepted) done(std::nullopt);
}

void Passwords::check(const Room& room, std::string password, OnVerdict done) {
  if (const auto known = verdict(room.id, password)) return done(*known);
  if (const auto found = checking_.find(room.id); found != checking_.end()) {
    found->second.waiting.push_back({std::move(password), std::move(done)});
  } else {
    checking_.emplace(room.id, Checking{room.profile.password_hash, {}});
    start(room.id, room.profile.password_hash, {std::move(password), std::move(done)});
  }
}

void Passwords::start(const std::string& room_id, const std::string& hash, const Guess& guess) {
  const auto right = std::make_shared<bool>(false);
  const bool accepted = worker_.run(
      [right, hash, password = guess.password] { *right = base::verify_password(password, hash); },
      [self = std::weak_ptr(self_), right, room_id, hash, guess] {
        if (const auto alive = self.lock()) (*alive)->finish(room_id, hash, guess, *right);
      });
  if (accepted) return;
  Checking refused = std::move(checking_.find(room_id)->second);
  checking_.erase(room_id);
  guess.done(Verdict::busy);
  for (const Guess& waiting : refused.waiting) waiting.done(Verdict::busy);
}

void Passwords::finish(const std::string& room_id, const std::string& hash, const Guess& guess, bool right) {
  const auto found = checking_.find(room_id);
  // Another room may have the id by now.
  const bool current = found != checking_.end() && found->second.hash == hash;
  if (current && right) know(room_id, guess.password);
  guess.done(right ? Verdict::right : Verdict::wrong);
  if (current) go_on(room_id);
}

/// Those who waited: at once if the password is known now, else the next of them is checked.
void Passwords::go_on(const std::string& room_id) {
  const auto found = checking_.find(room_id);
  if (found == checking_.end()) return;
  Checking& checking = found->second;
  if (checking.waiting.empty()) {
    checking_.erase(found);
  } else if (!known_.contains(room_id)) {
    const Guess next = std::move(checking.waiting.front());
    checking.waiting.erase(checking.waiting.begin());
    start(room_id, std::string(checking.hash), next);
  } else {
    const std::vector<Guess> waiting = std::move(checking.waiting);
    checking_.erase(found);
    for (const Guess& guess : waiting) guess.done(verdict(room_id, guess.password).value_or(Verdict::wrong));
  }
}

std::optional<Passwords::Verdict> Passwords::verdict(std::string_view room_id,
                                                     std::string_view password) const {
  const auto known = known_.find(room_id);
  if (known == known_.end()) return std::nullopt;
  const base::Sha256 given = digest(password);
  const bool right = base::equal_secrets(base::bytes(given), base::bytes(known->second));
  return right ? Verdict::right : Verdict::wrong;
}

base::Sha256 Passwords::digest(std::string_view password) const { return base::hmac_sha256(key_, password); }

void Passwords::know(std::string_view room_id, std::string_view password) {
  known_.insert_or_assign(std::string(room_id), digest(password));
}

void Passwords::forget(std::string_view room_id) {
  if (const auto known = known_.find(room_id); known != known_.end()) known_.erase(known);
  const auto found = checking_.find(room_id);
  if (found == checking_.end()) return;
  const std::vector<Guess> waiting = std::move(found->second.waiting);
  checking_.erase(found);
  for (const Guess& guess : waiting) guess.done(Verdict::wrong);
}

}  // namespace watchroom

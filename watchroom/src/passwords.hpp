// watchroom/passwords.hpp - room passwords: made into hashes and checked, away from the hub.
//
// A check costs what an attacker's guess costs (scrypt), so it is done once per room where it can be: once
// the right password of a room has been seen, its HMAC under a key that only this process has tells the right
// one from others at once. Of each room one check is under way at a time; whoever comes meanwhile profits
// from its result. So a thousand pages that return after a restart cost one hash per room.
//
// Thread: hub. Lifetime: the worker must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/password_hash.hpp"
#include "base/worker.hpp"
#include "domain/room.hpp"
#include "domain/string_table.hpp"

namespace watchroom {

class Passwords {
 public:
  enum class Verdict {
    right,
    wrong,
    busy,  ///< too many are being checked
  };
  using OnHash = std::function<void(std::optional<std::string>)>;
  using OnVerdict = std::function<void(Verdict)>;

  Passwords(base::Worker& worker, base::ScryptCost cost);

  /// Calls `done` with the hash, or with nothing when it cannot be made now.
  void hash(std::string password, const OnHash& done);
  /// Calls `done`, before this returns when the room's password is known. The room may be gone by then.
  void check(const Room& room, std::string password, OnVerdict done);
  /// This is the room's password.
  void know(std::string_view room_id, std::string_view password);
  /// The room is gone.
  void forget(std::string_view room_id);

 private:
  struct Guess {
    std::string password;
    OnVerdict done;
  };
  /// Who waits behind the check that is under way.
  struct Checking {
    std::string hash;
    std::vector<Guess> waiting;
  };

  void start(const std::string& room_id, const std::string& hash, const Guess& guess);
  void finish(const std::string& room_id, const std::string& hash, const Guess& guess, bool right);
  void go_on(const std::string& room_id);
  std::optional<Verdict> verdict(std::string_view room_id, std::string_view password) const;
  base::Sha256 digest(std::string_view password) const;

  base::Worker& worker_;
  const base::ScryptCost cost_;
  const std::string key_;
  StringTable<base::Sha256> known_;   // by room
  StringTable<Checking> checking_;    // by room
  std::shared_ptr<Passwords*> self_;  // jobs watch it, to notice its end
};

}  // namespace watchroom

// seated_rooms.hpp - clients in rooms of a server that runs the watch-room application.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "room_messages.hpp"
#include "scenario.hpp"

namespace bench {

/// Ends the run: `text` is not what the server should have said.
[[noreturn]] void refuse(std::string_view what, std::string_view text);

/// Everybody connects, the owners create their rooms, the others join them. What comes then is up to the
/// scenario. Clients beyond options.clients connect, too, unless it says otherwise, and are in no room.
class SeatedRooms : public Scenario {
 public:
  SeatedRooms(const Options& options, std::size_t clients);

 protected:
  struct Room {
    std::string id;
    std::string owner_token;
  };

  // The members of a room are as far apart as possible, so that messages that follow each other belong to
  // different rooms: client = member * rooms + room. Member 0 is the owner.
  std::size_t room_of(const Client& client) const { return client.index() % options().rooms; }
  std::size_t member_of(const Client& client) const { return client.index() / options().rooms; }
  Client& client_of(std::size_t room, std::size_t member) {
    return *clients()[member * options().rooms + room];
  }
  const Room& room(std::size_t number) const { return rooms_[number]; }

  /// The first `count` clients connect, and options.clients of them sit down.
  void seat_everybody(std::size_t count);
  void seat_everybody() { seat_everybody(clients().size()); }
  /// Of a create or a join, which must have succeeded.
  void on_room_answer(Client& client, std::uint32_t id, std::string_view answer);
  /// @return whether the event was one.
  bool on_member_joined(std::string_view arguments);

  void on_ready(Client& client) override { arrived(client); }

 private:
  void create_rooms();
  void join_rooms();
  /// Lets clients [first, last) ask, a few at a time, until each has its answer.
  void ask_each(std::size_t first, std::size_t last, const std::function<Message(std::size_t)>& question);
  void wait_until(const std::uint64_t& counter, std::uint64_t expected);

  std::vector<Room> rooms_;
  std::uint64_t answers_ = 0;  // to ask_each()
  std::uint64_t joins_told_ = 0;
};

}  // namespace bench

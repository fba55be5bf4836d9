// in_rooms.hpp - clients that join rooms before anything is measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "message.hpp"
#include "scenario.hpp"

namespace bench {

/// What the scenarios with rooms share. A client that is lost would be waited for without end, so it ends
/// the run instead.
class InRooms : public Scenario {
 protected:
  using Scenario::Scenario;

  /// Clients that hold the rooms of --held; as many for one room as for thousands, so that the number of
  /// connections is not what changes.
  static std::size_t holder_count(const Options& options);

  /// Connects everybody. Throws Failure when somebody is missing.
  void connect_all();
  /// Sends a message that is acknowledged with join_ack_id.
  void join(Client& client, const Message& message);
  /// The clients from `first` on join rooms 0..`rooms` in turns, each room held by one of them.
  void hold_rooms(std::size_t first, std::size_t rooms);
  /// Until all that was sent by join() is answered.
  void await_joins();

 private:
  void on_ready(Client& client) final { arrived(client); }
  void on_ack(Client& client, std::uint32_t id, std::string_view answer) final;
  /// An acknowledgement that is not of join().
  virtual void on_answer(Client& client, std::uint32_t id, std::string_view answer);

  std::size_t asked_ = 0;
  std::size_t joined_ = 0;
};

}  // namespace bench

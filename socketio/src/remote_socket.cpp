#include "socketio/remote_socket.hpp"

#include <span>
#include <utility>

#include "socketio/namespace.hpp"

namespace socketio {

RemoteSocket::RemoteSocket(Socket& socket)
    : RemoteSocket(socket.nsp(), socket.id(), socket.handshake().engine(),
                   std::string(socket.handshake().auth().text()), socket.rooms(), socket.data_json()) {}

RemoteSocket::RemoteSocket(Namespace& nsp, SocketId id, engineio::Handshake handshake, std::string auth,
                           std::vector<Room> rooms, std::string data)
    : target_(nsp.to(id)),
      id_(std::move(id)),
      engine_(std::move(handshake)),
      auth_(std::move(auth)),
      rooms_(std::move(rooms)),
      data_(std::move(data)) {}

TimedRemoteSocket RemoteSocket::timeout(std::chrono::milliseconds deadline) const {
  return TimedRemoteSocket(target_.timeout(deadline));
}

BroadcastAckHandler TimedRemoteSocket::only_answer(AckHandler handler) {
  return [handler = std::move(handler)](std::error_code error, std::vector<RawJson> answers) {
    if (!error && answers.empty()) error = Errc::disconnected;
    handler(error, Args(std::span<const RawJson>(answers)));
  };
}

}  // namespace socketio

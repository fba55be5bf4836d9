// engineio/src/net/wire_message.hpp - everything that crosses between the hub and a loop.
//
// Values only: payloads are immutable SharedBytes, connections are named by ConnId. What a unique_ptr here
// owns moves from one thread to the other; the sender keeps nothing.
// Nearly all that crosses are WebSocket messages, so that is what an event or command holds; anything else
// hangs on it. That keeps the common one small to move and free of a variant's dispatch.
#pragma once

#include <cstdint>
#include <memory>
#include <system_error>
#include <variant>
#include <vector>

#include "engineio/wire.hpp"
#include "net/tls_context.hpp"

namespace engineio::net {

struct RequestHeadEvent {
  HttpRequest head;
};
struct RequestEvent {
  HttpRequest request;
};
/// The kernel did not take everything at the last flush, or has now taken what was left.
struct QueueEvent {
  std::uint64_t written_bytes = 0;  ///< of all bytes ever given to Wire::send() for this connection
  bool empty = false;
};
struct ClosedEvent {
  std::error_code reason;
};
/// The loop stopped reading because the hub is behind; answered by ResumeCommand. Names no connection.
struct LaggingEvent {};
/// The loop has no connection left and takes no new one. Its last event; names no connection.
struct StoppedEvent {};

using RareEvent =
    std::variant<RequestEvent, RequestHeadEvent, QueueEvent, ClosedEvent, LaggingEvent, StoppedEvent>;

struct WireEvent {
  ConnId connection;
  Frame frame;                      ///< a message, unless there is a
  std::unique_ptr<RareEvent> rare;  ///< something else
};

struct RespondCommand {
  HttpResponse response;
};
struct AcceptCommand {
  std::vector<HttpHeader> headers;
};
struct CloseCommand {
  std::uint16_t code = 0;
};
struct AbortCommand {};
/// Report QueueEvent once everything is written, also when it is at once.
struct ReportDrainedCommand {};
struct ResumeCommand {};
struct StopAcceptingCommand {};
/// Stop accepting, close every connection, then report StoppedEvent.
struct ShutdownCommand {};
/// Speak TLS with this on connections that come from now on.
struct TlsCommand {
  TlsContext context;
};

using RareCommand =
    std::variant<RespondCommand, AcceptCommand, CloseCommand, AbortCommand, ReportDrainedCommand,
                 ResumeCommand, StopAcceptingCommand, ShutdownCommand, TlsCommand>;

struct WireCommand {
  ConnId connection;
  Frame frame;                        ///< to send, unless there is a
  std::unique_ptr<RareCommand> rare;  ///< command of another kind
  std::vector<ConnId> more;           ///< connections that get the frame as well
};

}  // namespace engineio::net

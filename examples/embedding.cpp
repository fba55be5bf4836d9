// A Socket.IO server inside of a program that runs on Asio already. embedding [port] [line port]
//
// The program has an io_context with work of its own: here lines of text that arrive over TCP, and a clock.
// The server joins that io_context; everything runs on its one thread, so nothing needs a lock.
// Try it: open a page with socket.io-client, then
//   echo hello | nc localhost 3001

#include <asio.hpp>
#include <cstdlib>
#include <engineio/asio_network.hpp>
#include <iostream>
#include <memory>
#include <socketio/socketio.hpp>

using asio::ip::tcp;

/// One TCP connection of the program's own; ends with its peer.
class LineConnection : public std::enable_shared_from_this<LineConnection> {
 public:
  LineConnection(tcp::socket socket, socketio::Server& io) : socket_(std::move(socket)), io_(io) {}

  void read() {
    asio::async_read_until(socket_, asio::dynamic_buffer(text_, 4096), '\n',
                           [self = shared_from_this()](std::error_code error, std::size_t size) {
                             if (error) return;
                             self->io_.emit("line", self->text_.substr(0, size - 1));
                             self->text_.erase(0, size);
                             self->read();
                           });
  }

 private:
  tcp::socket socket_;
  socketio::Server& io_;
  std::string text_;
};

void accept(tcp::acceptor& acceptor, socketio::Server& io) {
  acceptor.async_accept([&](std::error_code error, tcp::socket socket) {
    if (error) return;
    std::make_shared<LineConnection>(std::move(socket), io)->read();
    accept(acceptor, io);
  });
}

void tick(asio::steady_timer& clock, socketio::Server& io, int count = 0) {
  io.emit("tick", count);  // what a handler of the program sends leaves behind it
  clock.expires_after(std::chrono::seconds(1));
  clock.async_wait([&, count](std::error_code error) {
    if (!error) tick(clock, io, count + 1);
  });
}

int main(int argc, char** argv) {
  asio::io_context context;
  engineio::AsioNetwork network(context,
                                {.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  socketio::Server io({}, network.timers(), network.wire());
  if (const auto error = network.listen(io.listener())) return std::cerr << error.message() << '\n', 1;

  tcp::acceptor lines(context, {tcp::v4(), static_cast<std::uint16_t>(argc > 2 ? std::atoi(argv[2]) : 3001)});
  accept(lines, io);
  asio::steady_timer clock(context);
  tick(clock, io);

  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](std::error_code, int) {
    io.close();  // sessions end; clients reconnect when there is a server again
    network.on_stopped([&] { context.stop(); });
    network.stop();
  });

  std::cout << "lines on " << lines.local_endpoint().port() << "\nlistening on " << network.port()
            << std::endl;
  context.run();
}

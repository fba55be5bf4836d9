// engineio/src/net/socket.hpp - what a connection reads and writes: a TCP socket, with TLS or without.
//
// A branch, not an interface: the plain way costs a comparison, and memory for a null pointer.
// Thread: that of its loop. Lifetime: owned by the connection; closes in the destructor, without a goodbye.
#pragma once

#include <sys/uio.h>

#include <memory>
#include <span>
#include <utility>

#include "net/tcp_socket.hpp"
#include "net/tls_stream.hpp"

namespace engineio::net {

class Socket {
 public:
  using Status = TcpSocket::Status;
  using Result = TcpSocket::Result;

  /// `tls`: a session over `tcp`; null: none.
  explicit Socket(TcpSocket tcp, std::unique_ptr<TlsStream> tls = nullptr)
      : tcp_(std::move(tcp)), tls_(std::move(tls)) {}

  int descriptor() const { return tcp_.descriptor(); }
  bool secure() const { return tls_ != nullptr; }
  Result read(std::span<char> buffer) { return tls_ ? tls_->read(buffer) : tcp_.read(buffer); }
  /// Takes what is left of the input, for nobody.
  Result discard(std::span<char> buffer) { return tcp_.read(buffer); }
  Result write(std::span<iovec> buffers) { return tls_ ? tls_->write(buffers) : tcp_.write(buffers); }
  /// Tells the peer's TLS that nothing follows.
  void finish() {
    if (tls_) tls_->finish();
  }
  /// As TcpSocket, behind finish().
  bool shut_down_sending() {
    finish();
    return tcp_.shut_down_sending();
  }
  void close() { tcp_.close(); }

  // What TLS adds, see TlsStream.
  bool handshaking() const { return tls_ && tls_->handshaking(); }
  bool holds_input() const { return tls_ && tls_->holds_input(); }
  bool read_wants_write() const { return tls_ && tls_->read_wants_write(); }
  bool write_wants_read() const { return tls_ && tls_->write_wants_read(); }

 private:
  TcpSocket tcp_;
  std::unique_ptr<TlsStream> tls_;
};

}  // namespace engineio::net

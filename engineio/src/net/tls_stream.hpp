// engineio/src/net/tls_stream.hpp - the server's side of one TLS session over a non-blocking socket.
//
// Does what TcpSocket does: read, write, and say when nothing follows. The handshake happens in the first
// reads. OpenSSL reaches the socket through a BIO of ours, because its own raises SIGPIPE and reads without
// end.
// Protocol: RFC 8446, RFC 5246. Thread: that of its loop. Lifetime: owned by Socket, as long as the
// descriptor.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "net/tcp_socket.hpp"

struct bio_st;  // OpenSSL's BIO
struct ssl_st;  // and its SSL

namespace engineio::net {

class TlsStream {
 public:
  using Status = TcpSocket::Status;
  using Result = TcpSocket::Result;

  /// Takes over `session`; null when that is null.
  static std::unique_ptr<TlsStream> accept(ssl_st* session, int descriptor);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// What came is decrypted until `buffer` is full. `end`: close_notify. `cut_off`: the peer sends nothing
  /// any more, without having said so. `refused`: this is no TLS, or not for us; why has been sent to the
  /// peer.
  Result read(std::span<char> buffer);
  /// Writes one record from the front of `buffers`, joining small ones. After would_block the next call must
  /// offer the same bytes again, more may follow them.
  Result write(std::span<iovec> buffers);
  /// close_notify, if there is a session to end.
  void finish();

  bool handshaking() const;
  /// A read would give something (or the end) that the socket no longer shows.
  bool holds_input() const { return holds_input_; }
  /// The last read could not go on before something is written; and the other way round.
  bool read_wants_write() const { return read_wants_write_; }
  bool write_wants_read() const { return write_wants_read_; }

 private:
  struct Free {
    void operator()(ssl_st* session) const;
  };
  /// What OpenSSL calls.
  struct Transport;

  TlsStream(ssl_st* session, int descriptor) : session_(session), descriptor_(descriptor) {}
  int receive(bio_st* bio, std::span<char> buffer);
  int send(bio_st* bio, std::string_view bytes);
  std::size_t decrypt(std::span<char> space);
  void fail();

  std::unique_ptr<ssl_st, Free> session_;
  int descriptor_;
  int receives_left_ = 0;  // of this read
  int socket_error_ = 0;
  Result input_{.status = Status::would_block, .size = 0, .error = {}};  // else what is final
  bool begun_ = false;                                                   // something came
  bool plain_http_ = false;
  bool input_ended_ = false;
  bool broken_ = false;
  bool holds_input_ = false;
  bool read_wants_write_ = false;
  bool write_wants_read_ = false;
};

}  // namespace engineio::net

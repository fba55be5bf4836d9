// engineio/src/net/tcp_socket.hpp - one connected, non-blocking TCP socket.
//
// Protocol-free and reactor-free: Poller says when to try, this tries.
// Thread: that of its loop. Lifetime: owned by the connection; closes in the destructor.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <system_error>
#include <utility>

namespace engineio::net {

class TcpSocket {
 public:
  /// The last two are said by TlsStream only.
  enum class Status { done, would_block, end, failed, cut_off, refused };
  struct Result {
    Status status = Status::done;
    std::size_t size = 0;   ///< bytes read or written; 0 unless done
    std::error_code error;  ///< when failed, cut_off or refused
  };

  TcpSocket() = default;
  /// Takes over `descriptor`, which must be non-blocking.
  explicit TcpSocket(int descriptor) : descriptor_(descriptor) {}
  TcpSocket(TcpSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  TcpSocket& operator=(TcpSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~TcpSocket() { close(); }

  int descriptor() const { return descriptor_; }
  /// Small writes leave at once: TCP_NODELAY. A failure costs latency only.
  void set_no_delay();
  /// `end`: the peer sends nothing any more.
  Result read(std::span<char> buffer);
  /// Gathers `buffers`. A peer that is gone gives an error, never a signal.
  Result write(std::span<iovec> buffers);
  /// Tells the peer that nothing follows. @return false when the connection is gone.
  bool shut_down_sending();
  void close();

 private:
  int descriptor_ = -1;
};

}  // namespace engineio::net

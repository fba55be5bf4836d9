#include "net/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/log.hpp"

namespace engineio::net {
namespace {

/// The most that one record carries.
constexpr std::size_t record_bytes = 16 * 1024;
/// System calls of one read, so that a fast peer does not keep the loop to itself.
constexpr int max_receives = 4;

constexpr std::string_view plain_http_answer =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 45\r\nConnection: close\r\n\r\n"
    "This port speaks HTTPS; the request was HTTP.";

/// The front of `buffers` as far as it fits one record, joined in `space` unless one buffer is enough.
std::string_view next_record(std::span<const iovec> buffers, std::span<char, record_bytes> space) {
  const auto view = [](const iovec& buffer) {
    return std::string_view(static_cast<const char*>(buffer.iov_base), buffer.iov_len);
  };
  if (buffers.size() == 1 || buffers[0].iov_len >= record_bytes) {
    return view(buffers[0]).substr(0, record_bytes);
  }
  std::size_t size = 0;
  for (const iovec& buffer : buffers) size += view(buffer).copy(space.data() + size, record_bytes - size);
  return {space.data(), size};
}

bool must_wait(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// A TLS record never begins like that, every request does.
bool looks_like_http(char first) { return first >= 'A' && first <= 'Z'; }

}  // namespace

/// The functions of the BIO. Each finds the stream that the BIO belongs to.
struct TlsStream::Transport {
  static TlsStream& of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }
  static int read(BIO* bio, char* data, int size) {
    return of(bio).receive(bio, {data, static_cast<std::size_t>(size)});
  }
  static int write(BIO* bio, const char* data, int size) {
    return of(bio).send(bio, {data, static_cast<std::size_t>(size)});
  }
  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return of(bio).input_ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
  static BIO_METHOD* method() {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "engineio socket");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    return method;
  }
};

void TlsStream::Free::operator()(SSL* session) const { SSL_free(session); }

std::unique_ptr<TlsStream> TlsStream::accept(SSL* session, int descriptor) {
  BIO* const bio = session == nullptr ? nullptr : BIO_new(Transport::method());
  if (bio == nullptr) return SSL_free(session), nullptr;
  std::unique_ptr<TlsStream> stream(new TlsStream(session, descriptor));
  BIO_set_data(bio, stream.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(session, bio, bio);
  SSL_set_accept_state(session);
  return stream;
}

bool TlsStream::handshaking() const { return SSL_in_init(session_.get()) != 0; }

int TlsStream::receive(BIO* bio, std::span<char> buffer) {
  BIO_clear_retry_flags(bio);
  if (receives_left_-- <= 0) return BIO_set_retry_read(bio), -1;
  const ssize_t size = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (size > 0) {
    if (!begun_ && looks_like_http(buffer[0])) return plain_http_ = true, -1;
    begun_ = true;
    return static_cast<int>(size);
  }
  if (size == 0) return input_ended_ = true, 0;
  if (must_wait(errno)) {
    BIO_set_retry_read(bio);
  } else {
    socket_error_ = errno;
  }
  return -1;
}

int TlsStream::send(BIO* bio, std::string_view bytes) {
  BIO_clear_retry_flags(bio);
  const ssize_t size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (size >= 0) return static_cast<int>(size);
  if (must_wait(errno)) {
    BIO_set_retry_write(bio);
  } else {
    socket_error_ = errno;
  }
  return -1;
}

TlsStream::Result TlsStream::read(std::span<char> buffer) {
  receives_left_ = std::exchange(holds_input_, false) ? 0 : max_receives;
  std::size_t size = 0;
  while (input_.status == Status::would_block && size < buffer.size()) {
    const std::size_t more = decrypt(buffer.subspan(size));
    size += more;
    // Asking once more where nothing is left would be a system call for nothing.
    if (more == 0 || SSL_has_pending(session_.get()) == 0) break;
  }
  if (size == 0) return input_;
  const bool full = size == buffer.size() && SSL_has_pending(session_.get()) != 0;
  holds_input_ = full || input_.status != Status::would_block;
  return {.status = Status::done, .size = size, .error = {}};
}

/// @return how many bytes; none: nothing is there now, or input_ says why nothing follows.
std::size_t TlsStream::decrypt(std::span<char> space) {
  read_wants_write_ = false;
  ERR_clear_error();
  std::size_t size = 0;
  if (SSL_read_ex(session_.get(), space.data(), space.size(), &size) == 1) return size;
  switch (SSL_get_error(session_.get(), 0)) {
    case SSL_ERROR_WANT_READ:
      break;
    case SSL_ERROR_WANT_WRITE:
      read_wants_write_ = true;
      break;
    case SSL_ERROR_ZERO_RETURN:
      input_.status = Status::end;
      break;
    default:
      fail();
  }
  return 0;
}

TlsStream::Result TlsStream::write(std::span<iovec> buffers) {
  char space[record_bytes];
  const std::string_view record = next_record(buffers, space);
  write_wants_read_ = false;
  ERR_clear_error();
  std::size_t size = 0;
  if (SSL_write_ex(session_.get(), record.data(), record.size(), &size) == 1) {
    return {.status = Status::done, .size = size, .error = {}};
  }
  const int error = SSL_get_error(session_.get(), 0);
  if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) {
    write_wants_read_ = error == SSL_ERROR_WANT_READ;
    return {.status = Status::would_block, .size = 0, .error = {}};
  }
  fail();
  return {.status = Status::failed, .size = 0, .error = input_.error};
}

/// The session is over; why is in input_.
void TlsStream::fail() {
  broken_ = true;
  input_ = {.status = Status::refused, .size = 0, .error = std::make_error_code(std::errc::protocol_error)};
  if (socket_error_ != 0) {
    input_ = {.status = Status::failed, .size = 0, .error = {socket_error_, std::system_category()}};
  } else if (input_ended_) {
    input_ = {
        .status = Status::cut_off, .size = 0, .error = std::make_error_code(std::errc::connection_aborted)};
  } else if (plain_http_) {
    ::send(descriptor_, plain_http_answer.data(), plain_http_answer.size(), MSG_NOSIGNAL);
  } else if (const char* const reason = ERR_reason_error_string(ERR_peek_error())) {
    base::log::debug("tls: a connection is refused: ", reason);
  }
  ERR_clear_error();
}

void TlsStream::finish() {
  if (broken_ || handshaking()) return;
  ERR_clear_error();
  // One side's goodbye is enough; whether it leaves is up to the socket, which ends now.
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

}  // namespace engineio::net

// engineio/src/net/tls_context.hpp - a certificate with its key, ready to open TLS sessions with.
//
// A handle: copies share one OpenSSL context, which is not changed once it is loaded, so that loops may use
// it at the same time. Sessions keep the one they were opened with.
// Thread: any.
#pragma once

#include <memory>
#include <string>

#include "engineio/tls.hpp"
#include "net/tls_stream.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace engineio::net {

class TlsContext {
 public:
  struct Loaded;

  /// None: connections are plain.
  TlsContext() = default;
  /// Reads the files. A certificate that has expired is used all the same, with a warning in the log.
  static Loaded load(const TlsOptions& options);

  explicit operator bool() const { return context_ != nullptr; }
  /// Of the server itself. @pre there is a context.
  TlsCertificate certificate() const;
  /// The server's side of a session over that socket, which stays the caller's; null for want of memory, or
  /// without a context.
  std::unique_ptr<TlsStream> open(int descriptor) const;

 private:
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

  std::shared_ptr<ssl_ctx_st> context_;
};

struct TlsContext::Loaded {
  TlsContext context;
  std::string error;  ///< what is wrong, one line; empty when the context is there
};

}  // namespace engineio::net

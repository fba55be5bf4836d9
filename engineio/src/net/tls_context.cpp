#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace engineio::net {
namespace {

/// Of TLS 1.2; those of 1.3 are all as good.
constexpr const char* cipher_list =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/// As ALPN writes a list of protocols: each with its length in front.
constexpr std::string_view http_1_1 = "\x08http/1.1";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// What OpenSSL complains about: those that follow the first only say who called whom.
std::string reason() {
  const unsigned long error = ERR_peek_error();
  const char* const text = error == 0 ? nullptr : ERR_reason_error_string(error);
  return text == nullptr ? "unknown error" : text;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, size, bytes_of(http_1_1),
                                           static_cast<unsigned int>(http_1_1.size()), offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Without this, OpenSSL would ask for it on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

void set_manners(SSL_CTX& context, TlsVersion min_version) {
  SSL_CTX_set_min_proto_version(&context,
                                min_version == TlsVersion::tls1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(&context, cipher_list);
  SSL_CTX_set_options(&context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(&context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
  // One system call per batch of records instead of two per record.
  SSL_CTX_set_read_ahead(&context, 1);
  // Tickets carry the sessions; a table of them would need a lock and memory.
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(&context, bytes_of("engineio"), 8);
  SSL_CTX_set_alpn_select_cb(&context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(&context, no_passphrase);
}

/// @return why the file cannot be read, or "".
std::string unreadable(const std::string& name) {
  std::FILE* const file = std::fopen(name.c_str(), "re");
  const bool read = file != nullptr && (std::fgetc(file) != EOF || std::ferror(file) == 0);
  const int error = errno;
  if (file != nullptr) std::fclose(file);
  return read ? std::string() : std::error_code(error, std::system_category()).message();
}

std::string load_certificate(SSL_CTX& context, const std::string& file) {
  const std::string what = "certificate file '" + file + "'";
  if (const std::string why = unreadable(file); !why.empty()) return what + ": " + why;
  if (SSL_CTX_use_certificate_chain_file(&context, file.c_str()) == 1) return {};
  return what + " has no usable PEM certificate (" + reason() + ")";
}

std::string load_key(SSL_CTX& context, const TlsOptions& options) {
  const std::string what = "key file '" + options.key_file + "'";
  if (const std::string why = unreadable(options.key_file); !why.empty()) return what + ": " + why;
  const bool used = SSL_CTX_use_PrivateKey_file(&context, options.key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  if (used && SSL_CTX_check_private_key(&context) == 1) return {};
  const unsigned long error = ERR_peek_last_error();
  const int code = ERR_GET_REASON(error);
  const bool other = ERR_GET_LIB(error) == ERR_LIB_X509 &&
                     (code == X509_R_KEY_VALUES_MISMATCH || code == X509_R_KEY_TYPE_MISMATCH);
  if (other) return what + " does not belong to certificate file '" + options.certificate_file + "'";
  return what + " has no usable PEM key without a passphrase (" + reason() + ")";
}

std::string load_pair(SSL_CTX& context, const TlsOptions& options) {
  if (std::string error = load_certificate(context, options.certificate_file); !error.empty()) return error;
  return load_key(context, options);
}

std::string text_of(const X509_NAME& name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(out.get(), &name, 0,
                     XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

TlsContext::Loaded TlsContext::load(const TlsOptions& options) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return {.context = {}, .error = "tls: " + reason()};
  set_manners(*context, options.min_version);
  std::string error = load_pair(*context, options);
  ERR_clear_error();
  if (!error.empty()) return {.context = {}, .error = "tls: " + error};
  if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(context.get()))) < 0) {
    base::log::warn("tls: the certificate in '", options.certificate_file, "' has expired");
  }
  return {.context = TlsContext(context), .error = {}};
}

TlsCertificate TlsContext::certificate() const {
  const X509* const certificate = SSL_CTX_get0_certificate(context_.get());
  std::tm expires{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &expires);
  return {.subject = text_of(*X509_get_subject_name(certificate)),
          .expires = std::chrono::system_clock::from_time_t(::timegm(&expires))};
}

std::unique_ptr<TlsStream> TlsContext::open(int descriptor) const {
  if (!context_) return nullptr;
  return TlsStream::accept(SSL_new(context_.get()), descriptor);
}

}  // namespace engineio::net

// Certificates.
#include "options/groups.hpp"
#include "options/types.hpp"

namespace roomd {
namespace {

using engineio::TlsVersion;

Option file(std::string_view name, std::string_view meaning, std::string engineio::TlsOptions::*place) {
  return {.name = name,
          .meaning = meaning,
          .accepts = "the path of a file",
          .parse = [=](std::string_view text, Settings& s) { return s.tls.*place = text, !text.empty(); },
          .show = [=](const Settings& s) { return s.tls.*place; }};
}

}  // namespace

std::vector<Option> tls_options() {
  return {
      file("TLS_CERT", "The certificate and those up to the root, PEM; with it the server speaks HTTPS only",
           &engineio::TlsOptions::certificate_file),
      file("TLS_KEY", "The private key of the certificate, PEM without a passphrase",
           &engineio::TlsOptions::key_file),
      choice<TlsVersion>(
          "TLS_MIN_VERSION", "The oldest TLS that is spoken",
          {{"1.2", TlsVersion::tls1_2}, {"1.3", TlsVersion::tls1_3}},
          [](auto& s) -> auto& { return s.tls.min_version; }),
  };
}

}  // namespace roomd

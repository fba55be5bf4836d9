#include "pages.hpp"

#include <array>
#include <string>

#include "page_files.hpp"

namespace roomd {
namespace {

using engineio::HttpRequest;
using engineio::HttpResponse;

/// What a page may do in its browser.
struct Rights {
  const char* content_policy;
  const char* permissions;
};

/// Microphone and screen for the page alone. Media may come from elsewhere: a room can watch any film that
/// its owner has the address of.
constexpr Rights demo_rights{
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';"
    "media-src 'self' blob: https: http:;base-uri 'none';form-action 'none';frame-ancestors 'none';"
    "require-trusted-types-for 'script'",
    "microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), geolocation=()"};
constexpr Rights status_rights{
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';"
    "base-uri 'none';form-action 'none';frame-ancestors 'none';require-trusted-types-for 'script'",
    "microphone=(), camera=(), display-capture=(), geolocation=()"};

struct MediaType {
  std::string_view ending;
  const char* name;
};
constexpr std::array media_types{
    MediaType{".html", "text/html; charset=utf-8"},
    MediaType{".css", "text/css; charset=utf-8"},
    MediaType{".js", "text/javascript; charset=utf-8"},
    MediaType{".svg", "image/svg+xml"},
};

const char* media_type_of(std::string_view name) {
  for (const MediaType& type : media_types) {
    if (name.ends_with(type.ending)) return type.name;
  }
  return "application/octet-stream";
}

/// True unless gzip is not named, or named with a weight of zero: all that matters where there are two forms.
bool takes_gzip(std::string_view accept_encoding) {
  const std::size_t at = accept_encoding.find("gzip");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = accept_encoding.substr(at + 4);
  const std::string_view parameter = rest.substr(0, rest.find(','));
  const std::size_t weight = parameter.find("q=");
  return weight == std::string_view::npos ||
         parameter.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
}

HttpResponse answer(const PageFile& file, const Rights& rights, const HttpRequest& request) {
  HttpResponse response;
  const std::string etag = "W/\"" + std::string(file.digest) + "\"";
  response.add("ETag", etag).add("Cache-Control", "no-cache");
  response.add("Content-Security-Policy", rights.content_policy);
  response.add("Permissions-Policy", rights.permissions);
  if (request.header("if-none-match").find(file.digest) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  response.add("Content-Type", media_type_of(file.name));
  const bool packed = takes_gzip(request.header("accept-encoding"));
  if (packed) response.add("Content-Encoding", "gzip");
  response.body = base::SharedBytes::permanent(packed ? file.gzip : file.plain);
  return response;
}

/// The files have static storage, as have the rights.
void add_page(Router& router, const std::string& path, std::span<const PageFile> files,
              const Rights& rights) {
  for (const PageFile& file : files) {
    router.get(file.name == "index.html" ? path : path + "/" + std::string(file.name),
               [&file, &rights](const HttpRequest& request) { return answer(file, rights, request); });
  }
}

}  // namespace

void add_demo_page(Router& router) { add_page(router, "/demo", demo_files(), demo_rights); }

void add_status_page(Router& router) { add_page(router, "/status", status_files(), status_rights); }

}  // namespace roomd

#include "net/websocket_handshake.hpp"

#include <algorithm>
#include <optional>
#include <websocketpp/base64/base64.hpp>
#include <websocketpp/sha1/sha1.hpp>

#include "base/base64.hpp"
#include "net/http_writer.hpp"

namespace engineio::net {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool list_contains(std::string_view list, std::string_view token) {
  while (true) {
    const std::size_t comma = list.find(',');
    if (equal_ignoring_case(trimmed(list.substr(0, comma)), token)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

bool header_contains(const HttpRequest& request, std::string_view name, std::string_view token) {
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const HttpHeaderView& header) {
    return equal_ignoring_case(header.name, name) && list_contains(header.value, token);
  });
}

/// RFC 6455, 4.1: base64 of 16 bytes.
bool is_key(std::string_view key) {
  if (key.size() != base::base64_length(16)) return false;
  const std::optional<std::string> bytes = base::base64_decode(key);
  return bytes && bytes->size() == 16;
}

}  // namespace

HttpRequest::Upgrade upgrade_of(const HttpRequest& request) {
  if (!request.find_header("Upgrade") || !header_contains(request, "Connection", "upgrade")) {
    return HttpRequest::Upgrade::none;
  }
  if (!header_contains(request, "Upgrade", "websocket")) return HttpRequest::Upgrade::malformed;
  if (request.header("Sec-WebSocket-Version") != "13") return HttpRequest::Upgrade::websocket_bad_version;
  return is_key(request.header("Sec-WebSocket-Key")) ? HttpRequest::Upgrade::websocket
                                                     : HttpRequest::Upgrade::malformed;
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[20];
  websocketpp::sha1::calc(text.data(), text.size(), digest);
  return websocketpp::base64_encode(digest, sizeof digest);
}

void append_switching_protocols(std::string& out, std::string_view key, std::string_view extensions,
                                const std::vector<HttpHeader>& headers) {
  out.append(
      "HTTP/1.1 101 Switching Protocols\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ");
  out.append(accept_key(key)).append("\r\n");
  if (!extensions.empty()) append_header(out, "Sec-WebSocket-Extensions", extensions);
  for (const HttpHeader& header : headers) append_header(out, header.name, header.value);
  out.append("\r\n");
}

}  // namespace engineio::net

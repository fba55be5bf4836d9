#include "net/http_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace engineio::net {
namespace {

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

/// RFC 9110, 8.6: these have no Content-Length of their own.
bool bodiless(int status) { return status < 200 || status == 204 || status == 304; }

void append_number(std::string& out, std::size_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// A byte below the space, maybe. Eight at a time: nearly every text has none.
bool may_have_control(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t found = 0;
  std::size_t at = 0;
  for (; at + sizeof found <= text.size(); at += sizeof found) {
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    found |= (bytes - ones * ' ') & ~bytes & (ones << 7);
  }
  for (; at < text.size(); ++at)
    found |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at]) < ' ');
  return found != 0;
}

void append_text(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  out.append(text);
  if (!may_have_control(text)) return;
  // A line break would let the value's author write headers, or a whole response, of his own.
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

bool brings(const HttpResponse& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const HttpHeader& header) { return equal_ignoring_case(header.name, name); });
}

}  // namespace

bool has_body(const HttpResponse& response, const ResponseFraming& framing) {
  return !framing.head_request && !bodiless(response.status) && !response.body.empty();
}

void append_response_head(std::string& out, const HttpResponse& response, const ResponseFraming& framing) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  for (const HttpHeader& header : response.headers) append_header(out, header.name, header.value);
  if (!bodiless(response.status) && !brings(response, "Content-Length")) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  if (framing.close) {
    out.append("Connection: close\r\n");
  } else if (framing.old_version) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  append_text(out, name);
  out.append(": ");
  append_text(out, value);
  out.append("\r\n");
}

}  // namespace engineio::net

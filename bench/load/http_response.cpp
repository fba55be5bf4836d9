#include "http_response.hpp"

#include <algorithm>
#include <charconv>

#include "failure.hpp"

namespace bench {
namespace {

constexpr std::string_view line_end = "\r\n";

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

/// The value of a header without surrounding spaces; `head` starts with the status line.
std::optional<std::string_view> header(std::string_view head, std::string_view name) {
  std::size_t at = head.find(line_end);
  while (at != std::string_view::npos) {
    head.remove_prefix(at + line_end.size());
    at = head.find(line_end);
    const std::string_view line = head.substr(0, at);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    return value == std::string_view::npos ? std::string_view{} : line.substr(value);
  }
  return std::nullopt;
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (parsed.ec != std::errc{}) throw Failure(Exit::wrong_answer, "bad number in an HTTP response");
  return value;
}

/// Bytes of the chunked body at the start of `bytes`, if all of it is there.
std::optional<std::size_t> read_chunks(std::string_view bytes, std::string& body) {
  body.clear();
  for (std::size_t at = 0;;) {
    const std::size_t eol = bytes.find(line_end, at);
    if (eol == std::string_view::npos) return std::nullopt;
    const std::size_t size = number(bytes.substr(at, eol - at), 16);
    const std::size_t data = eol + line_end.size();
    if (bytes.size() - data < size + line_end.size()) return std::nullopt;
    body.append(bytes.substr(data, size));
    at = data + size + line_end.size();
    if (size == 0) return at;
  }
}

}  // namespace

std::optional<HttpResponse> read_response(std::string_view bytes, std::string& scratch) {
  constexpr std::string_view end_of_head = "\r\n\r\n";
  constexpr std::size_t status_at = std::string_view("HTTP/1.1 ").size();
  const std::size_t end = bytes.find(end_of_head);
  if (end == std::string_view::npos) return std::nullopt;
  if (end < status_at + 3) throw Failure(Exit::wrong_answer, "not an HTTP response");
  const std::string_view head = bytes.substr(0, end);
  const std::string_view rest = bytes.substr(end + end_of_head.size());
  HttpResponse response{
      static_cast<int>(number(head.substr(status_at, 3), 10)), {}, bytes.size() - rest.size()};

  if (const auto length = header(head, "content-length")) {
    response.body = rest.substr(0, number(*length, 10));
    if (response.body.size() < number(*length, 10)) return std::nullopt;
    response.size_bytes += response.body.size();
    return response;
  }
  if (!header(head, "transfer-encoding")) throw Failure(Exit::wrong_answer, "HTTP response without length");
  const auto chunks = read_chunks(rest, scratch);
  if (!chunks) return std::nullopt;
  response.body = scratch;
  response.size_bytes += *chunks;
  return response;
}

}  // namespace bench

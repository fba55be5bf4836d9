#include "engineio/handshake.hpp"

#include <algorithm>

namespace engineio {
namespace {

/// What no part of an HTTP head can contain.
constexpr char end_of_line = '\n';
constexpr int lines_before_headers = 3;

char* put_line(char* out, std::string_view line) {
  out = std::copy(line.begin(), line.end(), out);
  *out++ = end_of_line;
  return out;
}

/// @param client  "" when it is the peer.
base::SharedBytes lines_of(const HttpRequest& request, std::string_view client) {
  std::size_t size = request.remote_address.size() + client.size() + request.target.size() + 3;
  for (const auto& [name, value] : request.headers) size += name.size() + value.size() + 2;
  return base::SharedBytes::build(size, [&](char* out) {
    out = put_line(put_line(out, request.remote_address), client);
    out = put_line(out, request.target);
    for (const auto& [name, value] : request.headers) out = put_line(put_line(out, name), value);
  });
}

/// The first line of `rest`, which loses it.
std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find(end_of_line));
  rest.remove_prefix(line.size() + 1);
  return line;
}

/// Calls visit(name, value) for each header until it returns false.
template <class Visit>
void for_each_header(std::string_view lines, Visit&& visit) {
  for (int i = 0; i < lines_before_headers; ++i) take_line(lines);
  while (!lines.empty()) {
    const std::string_view name = take_line(lines);
    if (!visit(name, take_line(lines))) return;
  }
}

}  // namespace

Handshake::Handshake(const HttpRequest& request, std::int64_t issued_unix_ms, bool b64)
    : Handshake(request, request.remote_address, request.secure, issued_unix_ms, b64) {}

Handshake::Handshake(const HttpRequest& request, std::string_view client_address, bool secure,
                     std::int64_t issued_unix_ms, bool b64)
    : lines_(
          lines_of(request, client_address == request.remote_address ? std::string_view{} : client_address)),
      issued_unix_ms_(issued_unix_ms),
      secure_(secure),
      b64_(b64) {}

std::string_view Handshake::remote_address() const {
  std::string_view rest = lines_.view();
  return take_line(rest);
}

std::string_view Handshake::client_address() const {
  std::string_view rest = lines_.view();
  const std::string_view peer = take_line(rest);
  const std::string_view client = take_line(rest);
  return client.empty() ? peer : client;
}

std::string_view Handshake::target() const {
  std::string_view rest = lines_.view();
  take_line(rest);
  take_line(rest);
  return take_line(rest);
}

std::vector<HttpHeaderView> Handshake::headers() const {
  std::vector<HttpHeaderView> all;
  for_each_header(lines_.view(), [&](std::string_view name, std::string_view value) {
    all.push_back({name, value});
    return true;
  });
  return all;
}

std::optional<std::string_view> Handshake::find_header(std::string_view wanted) const {
  std::optional<std::string_view> found;
  for_each_header(lines_.view(), [&](std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, wanted)) found = value;
    return !found;
  });
  return found;
}

Query Handshake::query() const { return Query(query_string_of(target())); }

}  // namespace engineio

#include "engineio/handshake.hpp"

#include <algorithm>

namespace engineio {
namespace {

/// What no part of an HTTP head can contain.
constexpr char end_of_line = '\n';

char* put_line(char* out, std::string_view line) {
  out = std::copy(line.begin(), line.end(), out);
  *out++ = end_of_line;
  return out;
}

base::SharedBytes lines_of(const HttpRequest& request) {
  std::size_t size = request.remote_address.size() + request.target.size() + 2;
  for (const auto& [name, value] : request.headers) size += name.size() + value.size() + 2;
  return base::SharedBytes::build(size, [&](char* out) {
    out = put_line(out, request.remote_address);
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
  take_line(lines);
  take_line(lines);
  while (!lines.empty()) {
    const std::string_view name = take_line(lines);
    if (!visit(name, take_line(lines))) return;
  }
}

}  // namespace

Handshake::Handshake(const HttpRequest& request, std::int64_t issued_unix_ms, bool b64)
    : lines_(lines_of(request)), issued_unix_ms_(issued_unix_ms), secure_(request.secure), b64_(b64) {}

std::string_view Handshake::remote_address() const {
  std::string_view rest = lines_.view();
  return take_line(rest);
}

std::string_view Handshake::target() const {
  std::string_view rest = lines_.view();
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

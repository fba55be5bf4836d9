#include "engineio/http.hpp"

#include <algorithm>
#include <cstring>

#include "percent.hpp"

namespace engineio {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Copies texts one after the other into a block and hands out views into it.
class Arena {
 public:
  explicit Arena(char* out) : out_(out) {}
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    std::memcpy(out_, text.data(), text.size());
    return {std::exchange(out_, out_ + text.size()), text.size()};
  }

 private:
  char* out_;
};

/// A request whose texts lie in one block of exactly their size.
template <class HeaderList>
HttpRequest own(std::string_view method, std::string_view target, const HeaderList& headers) {
  std::size_t size = method.size() + target.size();
  for (const auto& [name, value] : headers) size += name.size() + value.size();
  HttpRequest request;
  request.headers.reserve(headers.size());
  request.storage = base::SharedBytes::build(size, [&](char* out) {
    Arena arena(out);
    request.method = arena.keep(method);
    request.target = arena.keep(target);
    for (const auto& [name, value] : headers)
      request.headers.push_back({arena.keep(name), arena.keep(value)});
  });
  return request;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char left, char right) { return lower(left) == lower(right); });
}

HttpRequest HttpRequest::make(std::string_view method, std::string_view target,
                              const std::vector<std::pair<std::string, std::string>>& headers,
                              std::string_view body) {
  HttpRequest request = own(method, target, headers);
  request.body = base::SharedBytes::copy(body);
  return request;
}

std::optional<std::string_view> HttpRequest::find_header(std::string_view name) const {
  for (const auto& header : headers) {
    if (header.name.size() == name.size() && equal_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::string_view HttpRequest::path() const { return target.substr(0, target.find('?')); }

std::string_view HttpRequest::query_string() const { return query_string_of(target); }

std::string_view query_string_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

Query::Query(std::string_view query_string) {
  const std::size_t size = query_string.size();
  std::size_t used = 0;
  const auto decode = [&](std::string_view text) {
    if (!is_percent_encoded(text)) return text;
    // Never longer than what it is decoded from.
    if (!decoded_) decoded_ = std::make_shared<char[]>(size);
    char* const out = decoded_.get() + used;
    const std::size_t length = percent_decode(text, out);
    used += length;
    return std::string_view(out, length);
  };
  entries_.reserve(6);
  while (!query_string.empty()) {
    const std::string_view part = query_string.substr(0, query_string.find('&'));
    query_string.remove_prefix(std::min(query_string.size(), part.size() + 1));
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    const bool has_value = equals != std::string_view::npos;
    entries_.emplace_back(decode(part.substr(0, equals)),
                          has_value ? decode(part.substr(equals + 1)) : std::string_view());
  }
}

std::optional<std::string_view> Query::find(std::string_view key) const {
  const auto last =
      std::find_if(entries_.rbegin(), entries_.rend(), [&](const auto& entry) { return entry.first == key; });
  if (last == entries_.rend()) return std::nullopt;
  return last->second;
}

HttpResponse& HttpResponse::add(std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
  return *this;
}

}  // namespace engineio

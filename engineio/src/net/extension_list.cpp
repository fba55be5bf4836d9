#include "net/extension_list.hpp"

#include <algorithm>
#include <utility>

namespace engineio::net {
namespace {

/// RFC 9110, 5.6.2.
bool is_token_char(char c) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

class ExtensionParser {
 public:
  explicit ExtensionParser(std::string_view text) : rest_(text) {}

  std::optional<std::vector<Extension>> list() {
    std::vector<Extension> extensions;
    do {
      skip_blanks();
      if (rest_.empty() || rest_.front() == ',') continue;
      Extension extension;
      if (!read_extension(extension)) return std::nullopt;
      extensions.push_back(std::move(extension));
    } while (take(','));
    if (!rest_.empty()) return std::nullopt;
    return extensions;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  /// Takes `c` and the blanks around it.
  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip_blanks();
    return true;
  }

  std::string_view token() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_token_char);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }

  bool read_extension(Extension& out) {
    out.name = token();
    if (out.name.empty()) return false;
    while (take(';')) {
      ExtensionParameter parameter;
      parameter.name = token();
      if (parameter.name.empty() || (take('=') && !read_value(parameter.value))) return false;
      out.parameters.push_back(std::move(parameter));
    }
    return true;
  }

  /// A quoted value must be a token as well, once its quotes are gone.
  bool read_value(std::optional<std::string>& out) {
    out.emplace();
    if (rest_.empty() || rest_.front() != '"') {
      *out = token();
      return !out->empty();
    }
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) return false;
      out->push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    if (rest_.empty()) return false;
    rest_.remove_prefix(1);
    return is_token(*out);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::vector<Extension>> parse_extensions(std::string_view header) {
  return ExtensionParser(header).list();
}

}  // namespace engineio::net

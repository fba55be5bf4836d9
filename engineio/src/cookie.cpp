#include "cookie.hpp"

#include <chrono>
#include <cstdio>

namespace engineio {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter_or_digit && others.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

/// No control bytes, and nothing that would end the attribute or the header.
bool is_attribute_value(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == ';') return false;
  }
  return true;
}

/// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::chrono::system_clock::time_point time) {
  static constexpr const char* day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using namespace std::chrono;
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                day_names[weekday(day).c_encoding()], unsigned(date.day()),
                month_names[unsigned(date.month()) - 1], int(date.year()), int(clock.hours().count()),
                int(clock.minutes().count()), int(clock.seconds().count()));
  return text;
}

/// "; Name=Word" with the word's first letter raised; nothing for "".
std::string attribute(std::string_view name, std::string word) {
  if (word.empty()) return {};
  word.front() = static_cast<char>(word.front() - ('a' - 'A'));
  return "; " + std::string(name) + '=' + word;
}

bool is_one_of(std::string_view word, std::string_view a, std::string_view b, std::string_view c) {
  return word.empty() || word == a || word == b || word == c;
}

}  // namespace

std::string set_cookie(const CookieOptions& cookie, std::string_view sid) {
  std::string text = cookie.name + '=' + std::string(sid);
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (!cookie.domain.empty()) text += "; Domain=" + cookie.domain;
  if (!cookie.path.empty()) text += "; Path=" + cookie.path;
  if (cookie.expires) text += "; Expires=" + http_date(*cookie.expires);
  if (cookie.http_only) text += "; HttpOnly";
  if (cookie.secure) text += "; Secure";
  if (cookie.partitioned) text += "; Partitioned";
  text += attribute("Priority", cookie.priority);
  text += attribute("SameSite", cookie.same_site);
  return text;
}

std::string_view fault_of(const CookieOptions& cookie) {
  if (!is_token(cookie.name)) return "cookie.name must be a token";
  if (!is_attribute_value(cookie.path)) return "cookie.path has illegal characters";
  if (!is_attribute_value(cookie.domain)) return "cookie.domain has illegal characters";
  if (!is_one_of(cookie.same_site, "lax", "strict", "none"))
    return "cookie.same_site must be lax, strict, none or empty";
  if (!is_one_of(cookie.priority, "low", "medium", "high"))
    return "cookie.priority must be low, medium, high or empty";
  // Browsers drop such cookies without a word.
  if (cookie.same_site == "none" && !cookie.secure) return "cookie.same_site none needs cookie.secure";
  if (cookie.partitioned && !cookie.secure) return "cookie.partitioned needs cookie.secure";
  return {};
}

}  // namespace engineio

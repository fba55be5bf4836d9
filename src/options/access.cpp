// Who may come in: keys and tokens.
#include <algorithm>

#include "options/groups.hpp"
#include "text.hpp"

namespace roomd {
namespace {

using Keys = std::vector<std::string>;

/// Below it a part of a text is no key: a key that happens to have a comma in it must not be opened by a
/// piece that can be guessed.
constexpr std::size_t shortest_part = 8;
/// Whoever has a signed token can try secrets at home until one fits.
constexpr std::size_t shortest_secret = 32;

/// The key without one quote at each end, as the servers before roomd read it.
std::string cleaned_key(std::string_view text) {
  constexpr std::string_view quotes = "'\"";
  if (!text.empty() && quotes.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  if (!text.empty() && quotes.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return std::string(text);
}

/// The keys of a comma list, and the whole text as another one: it may have been the key so far. Only the
/// whole text when a part has less than `shortest` characters.
Keys split_keys(std::string_view text, std::size_t shortest) {
  const std::string whole = cleaned_key(text);
  if (whole.empty()) return {};
  Keys keys;
  for (const std::string_view part : split(whole, ',')) keys.push_back(cleaned_key(trim(part)));
  const bool is_list = keys.size() > 1 && std::all_of(keys.begin(), keys.end(), [=](const std::string& key) {
                         return key.size() >= shortest;
                       });
  if (!is_list) return {whole};
  keys.push_back(whole);
  return keys;
}

std::string show_keys(const Keys& keys) { return keys.empty() ? "" : keys.back(); }

Option secret(Option option) {
  option.secret = true;
  return option;
}

Option auth_key() {
  return secret({.name = "AUTH_KEY",
                 .meaning = "The secret that clients send as `token` and `/stats` asks for; required",
                 .accepts = "any text; several keys of 8 characters or more separated by commas",
                 .parse =
                     [](std::string_view text, Settings& s) {
                       s.room.auth_keys = split_keys(text, shortest_part);
                       return true;
                     },
                 .show = [](const Settings& s) { return show_keys(s.room.auth_keys); }});
}

/// One key, in that member.
Option single_key(std::string_view name, std::string_view meaning, std::string Settings::*key) {
  return secret({.name = name,
                 .meaning = meaning,
                 .accepts = "any text",
                 .parse =
                     [key](std::string_view text, Settings& s) {
                       s.*key = cleaned_key(text);
                       return true;
                     },
                 .show = [key](const Settings& s) { return s.*key; }});
}

Option auth_token_secret() {
  return secret({.name = "AUTH_TOKEN_SECRET",
                 .meaning = "With it the site signs short-lived tokens that count as AUTH_KEY",
                 .accepts = "at least 32 characters; several secrets separated by commas",
                 .parse =
                     [](std::string_view text, Settings& s) {
                       if (cleaned_key(text).size() < shortest_secret) return false;
                       s.room.token_secrets = split_keys(text, shortest_secret);
                       return true;
                     },
                 .show = [](const Settings& s) { return show_keys(s.room.token_secrets); }});
}

}  // namespace

std::vector<Option> access_options() {
  return {auth_key(),
          single_key("STATS_KEY", "What opens `/stats`, `/metrics` and `/status` instead of the AUTH_KEY",
                     &Settings::stats_key),
          single_key("ADMIN_KEY",
                     "The operator's secret: opens `/stats`, `/metrics`, `/status` and `POST /admin/drain`. "
                     "Without it nobody can drain over HTTP",
                     &Settings::admin_key),
          auth_token_secret()};
}

}  // namespace roomd

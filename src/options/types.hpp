// options/types.hpp - the kinds of values an Option can have: how each is read and written.
//
// `place` is a generic callable that returns a reference to the value inside a Settings (const or not).
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "option.hpp"

namespace roomd {

/// The longest duration that an option takes.
inline constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;

/// The whole of `text` as a number in [low, high]; digits only.
inline std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t low, std::int64_t high) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number < low || number > high) return std::nullopt;
  return number;
}

/// A count or a size.
template <class Place>
Option integer(std::string_view name, std::string_view meaning, std::int64_t low, std::int64_t high,
               Place place) {
  return {name, meaning, "a whole number from " + std::to_string(low) + " to " + std::to_string(high),
          [=](std::string_view text, Settings& settings) {
            const auto number = parse_integer(text, low, high);
            if (number) place(settings) = static_cast<std::decay_t<decltype(place(settings))>>(*number);
            return number.has_value();
          },
          [=](const Settings& settings) { return std::to_string(place(settings)); }};
}

/// A duration in whole milliseconds.
template <class Place>
Option milliseconds(std::string_view name, std::string_view meaning, std::int64_t low, std::int64_t high,
                    Place place) {
  return {name, meaning, "milliseconds from " + std::to_string(low) + " to " + std::to_string(high),
          [=](std::string_view text, Settings& settings) {
            const auto number = parse_integer(text, low, high);
            if (number) place(settings) = std::chrono::milliseconds(*number);
            return number.has_value();
          },
          [=](const Settings& settings) {
            const std::chrono::milliseconds span =
                std::chrono::duration_cast<std::chrono::milliseconds>(place(settings));
            return std::to_string(span.count());
          }};
}

/// One word of a list.
template <class Value, class Place>
Option choice(std::string_view name, std::string_view meaning,
              std::initializer_list<std::pair<std::string_view, Value>> list, Place place) {
  const std::vector<std::pair<std::string_view, Value>> words(list);
  std::string accepts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    accepts.append(i == 0 ? "" : i + 1 == words.size() ? " or " : ", ").append(words[i].first);
  }
  return {name, meaning, accepts,
          [=](std::string_view text, Settings& settings) {
            for (const auto& [word, value] : words) {
              if (word == text) return place(settings) = value, true;
            }
            return false;
          },
          [=](const Settings& settings) {
            for (const auto& [word, value] : words) {
              if (value == place(settings)) return std::string(word);
            }
            return std::string();
          }};
}

}  // namespace roomd

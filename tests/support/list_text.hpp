// tests/support/list_text.hpp - lets a failing check print lists of strings, one per line.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace doctest {

template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& list) {
    std::string text = "{";
    for (const std::string& item : list) text += "\n    " + item;
    return String((text + (list.empty() ? "}" : "\n  }")).c_str());
  }
};

}  // namespace doctest

#include "name_pattern.hpp"

#include <stdexcept>
#include <string>

namespace socketio {
namespace {

// What a name costs must not depend on how cleverly it was chosen. libstdc++ can match in polynomial time;
// the price is that it knows no back-references then.
std::regex::flag_type flags() {
#ifdef __GLIBCXX__
  return std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
  return std::regex::ECMAScript;
#endif
}

std::regex compile(std::string_view pattern) {
  try {
    return std::regex(pattern.begin(), pattern.end(), flags());
  } catch (const std::regex_error& error) {
    throw std::invalid_argument("socketio: \"" + std::string(pattern) +
                                "\" is not a pattern for namespaces: " + error.what());
  }
}

}  // namespace

NamePattern::NamePattern(std::string_view pattern) : regex_(compile(pattern)) {}

bool NamePattern::found_in(std::string_view name) const {
  try {
    return std::regex_search(name.begin(), name.end(), regex_);
  } catch (const std::regex_error&) {  // the library gives up on some names
    return false;
  }
}

}  // namespace socketio

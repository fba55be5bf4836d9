// socketio/src/json_scan.hpp - the gate that all untrusted JSON passes: validation, depth, slicing.
//
// The only place that lets RapidJSON read bytes of a peer. Its recursive parser dies of deep nesting, so the
// iterative one runs here, with a depth limit that also protects whoever walks the value later. Ordinary
// texts never get that far: plain_json.hpp has said yes before.
// Thread: one object per thread. See docs/decisions/0003-raw-json.md and 0008-plain-json.md.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "plain_json.hpp"

namespace socketio {

/// Checks texts for being one JSON value; keeps its working memory between calls.
class JsonValidator {
 public:
  /// @param max_depth  arrays and objects inside each other that are still accepted.
  explicit JsonValidator(std::size_t max_depth);
  ~JsonValidator();

  /// Nothing wrong, Errc::invalid_json or Errc::json_too_deep. Accepts what JavaScript's JSON.parse accepts:
  /// also lone surrogates ("\uD800") and numbers beyond double (1e999). @pre valid UTF-8.
  std::error_code check(std::string_view text);
  /// What the array that was checked last consists of; empty when it was no array, or nobody noticed. Views
  /// into the checked text, valid until the next check.
  std::span<const std::string_view> elements() const { return elements_.all(); }

 private:
  struct Reader;
  std::error_code ask_rapidjson(std::string_view text);
  std::error_code run(std::string_view text);

  std::size_t max_depth_;
  JsonElements elements_;
  std::string scratch_;
  std::unique_ptr<Reader> reader_;
};

/// First byte behind the white space that starts at `at`.
std::size_t skip_space(std::string_view json, std::size_t at);

/// End of the value that starts at `at`. @pre json was validated and a value starts there.
std::size_t value_end(std::string_view json, std::size_t at);

/// Appends the characters of a validated JSON string (with its quotes); a lone surrogate becomes U+FFFD.
void unescape(std::string_view quoted, std::string& out);

}  // namespace socketio

// Queries, JSONP forms and scripts, Accept-Encoding and base64: texts that a peer writes into a request.

#include <cmath>
#include <string>
#include <string_view>

#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "compression.hpp"
#include "engineio/http.hpp"
#include "engineio/jsonp.hpp"
#include "percent.hpp"
#include "socketio/json.hpp"
#include "target.hpp"

namespace {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789aBcDeF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

void check_percent(std::string_view text) {
  FUZZ_CHECK(engineio::percent_decode(percent_encoded(text)) == text);
  FUZZ_CHECK(engineio::percent_decode(text).size() <= text.size());
  if (!engineio::is_percent_encoded(text)) FUZZ_CHECK(engineio::percent_decode(text) == text);
}

void check_query(std::string_view text) {
  const engineio::Query query(text);
  const engineio::Query copy = query;
  std::string again;
  for (const auto& [key, value] : copy.entries()) {
    again.append(again.empty() ? "" : "&");
    again.append(percent_encoded(key)).append("=").append(percent_encoded(value));
  }
  // "=" alone is an entry with an empty key, which no text can name without it.
  const engineio::Query second(again);
  FUZZ_CHECK(second.entries() == query.entries());
  for (const auto& [key, value] : query.entries()) FUZZ_CHECK(query.find(key) == second.find(key));
}

/// The reference's clients write a form this way.
std::string form_of(std::string_view payload) {
  std::string text;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    if (payload[at] == '\n') {
      text += "\\n";
    } else if (payload.substr(at).starts_with("\\n")) {
      text += "\\\\n";
      ++at;
    } else {
      text += payload[at];
    }
  }
  return "x=1&d=" + percent_encoded(text);
}

/// A script is a call with one string, which is the payload.
void check_script(std::string_view payload) {
  if (!base::is_utf8(payload)) return;
  const auto script = engineio::jsonp::script("1a2", payload);
  constexpr std::string_view before = "___eio[12](";
  constexpr std::string_view behind = ");";
  std::string_view text = script.view();
  FUZZ_CHECK(text.starts_with(before) && text.ends_with(behind));
  text = text.substr(before.size(), text.size() - before.size() - behind.size());
  FUZZ_CHECK(text.find("\xe2\x80\xa8") == std::string_view::npos);
  FUZZ_CHECK(text.find("\xe2\x80\xa9") == std::string_view::npos);
  const auto json = socketio::RawJson::parse(text);
  FUZZ_CHECK(json && json->as_string() == std::string(payload));
}

void check_form(std::string_view text) {
  static_cast<void>(engineio::jsonp::payload_of(text));
  // A backslash in front of a line feed is written like an escaped one; clients cannot tell either.
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at > 0 && text[at - 1] == '\\') return;
  }
  if (text.find("\\\\n") != std::string_view::npos) return;
  FUZZ_CHECK(engineio::jsonp::payload_of(form_of(text)) == std::string(text));
}

void check_base64(std::string_view text) {
  FUZZ_CHECK(base::base64_decode(base::base64_encode(text)) == std::string(text));
  FUZZ_CHECK(base::base64_encode(text).size() == base::base64_length(text.size()));
  if (const auto bytes = base::base64_decode(text)) {
    FUZZ_CHECK(bytes->size() <= text.size());
    FUZZ_CHECK(base::base64_decode(base::base64_encode(*bytes)) == *bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_percent(text);
  check_query(text);
  check_form(text);
  check_script(text);
  check_base64(text);
  engineio::accepted_coding(
      engineio::HttpRequest::make("GET", "/", {{"Accept-Encoding", std::string(text)}}));
  return 0;
}

// The gate of all JSON against two other readers, and the walks over what passed it.

#include "json_scan.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "json_library.hpp"
#include "plain_json.hpp"
#include "socketio/error.hpp"
#include "socketio/json.hpp"
#include "strict_json.hpp"
#include "target.hpp"

using socketio::Errc;
using socketio::RawJson;

namespace {

constexpr std::size_t max_depth = 12;

/// What RapidJSON refuses and JavaScript does not.
bool refused_without_need(rapidjson::ParseErrorCode code) {
  return code == rapidjson::kParseErrorNumberTooBig ||
         code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
}

/// RapidJSON 1.1 overlooks some of them.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 0x1a && c < 0x20; });
}

rapidjson::ParseErrorCode ask_rapidjson(std::string_view text) {
  const std::string padded = std::string(text) + std::string(16, '\0');  // its vector loads take whole blocks
  rapidjson::StringStream stream(padded.c_str());
  rapidjson::BaseReaderHandler<> ignore;
  rapidjson::Reader reader;
  const auto result = reader.Parse<rapidjson::kParseIterativeFlag>(stream, ignore);
  if (!result.IsError() && stream.Tell() != text.size()) return rapidjson::kParseErrorDocumentRootNotSingular;
  return result.Code();
}

std::error_code expected(const fuzz::StrictJson& second) {
  if (!second.valid()) return Errc::invalid_json;
  return second.depth() > max_depth ? make_error_code(Errc::json_too_deep) : std::error_code();
}

void check_verdict(std::string_view text, std::error_code verdict) {
  const fuzz::StrictJson second(text);
  // A text that is both too deep and wrong behind that may be called either.
  const bool both = !second.valid() && second.depth() > max_depth;
  FUZZ_CHECK(both ? static_cast<bool>(verdict) : verdict == expected(second));
  if (!has_control(text)) {
    const auto third = ask_rapidjson(text);
    FUZZ_CHECK(refused_without_need(third) || second.valid() == (third == rapidjson::kParseErrorNone));
  }
  socketio::JsonElements elements;
  if (socketio::is_plain_json(text, max_depth, elements)) FUZZ_CHECK(!verdict);
}

class Writer {
 public:
  /// Writes the value again, by the walks of RawJson.
  void write(const RawJson& json) {
    check_scalar(json);
    std::size_t members = 0;
    if (json.is_array()) {
      out_.begin_array();
      json.for_each_element([&](const RawJson& element) { write(element), ++members; });
      out_.end_array();
    } else if (json.is_object()) {
      out_.begin_object();
      json.for_each_member([&](const RawJson& name, const RawJson& value) {
        out_.key(*name.as_string());
        write(value);
        ++members;
      });
      out_.end_object();
    } else if (json.is_string()) {
      out_.string(*json.as_string());
    } else {
      out_.raw(json.text());
    }
    FUZZ_CHECK(json.size() == members);
  }
  const std::string& text() const { return out_.text(); }

 private:
  void check_scalar(const RawJson& json) {
    FUZZ_CHECK(json.as_bool().has_value() == json.is_bool());
    FUZZ_CHECK(json.as_number().has_value() == json.is_number());
    FUZZ_CHECK(json.as_string().has_value() == json.is_string());
    if (json.is_string()) FUZZ_CHECK(base::is_utf8(*json.as_string()));
    if (!json.is_number()) return;
    const double number = *json.as_number();
    FUZZ_CHECK(!std::isnan(number));
    if (const auto whole = json.as_integer()) FUZZ_CHECK(static_cast<double>(*whole) == number);
    socketio::JsonWriter again;
    again.number(number);
    if (std::isfinite(number)) FUZZ_CHECK(again.view().as_number() == number);
  }

  socketio::JsonWriter out_;
};

void check_elements(const RawJson& json, std::span<const std::string_view> elements) {
  if (elements.empty()) return;
  FUZZ_CHECK(json.is_array());
  std::size_t at = 0;
  json.for_each_element([&](const RawJson& element) {
    FUZZ_CHECK(at < elements.size() && element.text() == elements[at]);
    ++at;
  });
  FUZZ_CHECK(at == elements.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static socketio::JsonValidator validator(max_depth);
  const std::string_view text = fuzz::text_of(data, size);
  if (!base::is_utf8(text)) return 0;
  const std::error_code verdict = validator.check(text);
  check_verdict(text, verdict);
  FUZZ_CHECK(RawJson::parse(text).has_value() == fuzz::StrictJson(text).valid() ||
             fuzz::StrictJson(text).depth() > max_depth);
  if (verdict) return 0;
  const RawJson json = *RawJson::parse(text);
  check_elements(json, validator.elements());
  Writer writer;
  writer.write(json);
  Writer second;
  second.write(RawJson::trusted(writer.text()));
  FUZZ_CHECK(!validator.check(writer.text()) && second.text() == writer.text());
  return 0;
}

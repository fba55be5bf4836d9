#include "engineio/error.hpp"

#include "base/check.hpp"

namespace engineio {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "engineio"; }
  std::string message(int value) const override {
    return std::string(wire_message(static_cast<Errc>(value)));
  }
};

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20) {
      out += c;
    } else {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  out += '"';
}

}  // namespace

const std::error_category& category() {
  static const Category instance;
  return instance;
}

std::error_code make_error_code(Errc error) { return {static_cast<int>(error), category()}; }

int http_status(Errc error) { return error == Errc::forbidden ? 403 : 400; }

std::string_view wire_message(Errc error) {
  switch (error) {
    case Errc::transport_unknown:
      return "Transport unknown";
    case Errc::session_id_unknown:
      return "Session ID unknown";
    case Errc::bad_handshake_method:
      return "Bad handshake method";
    case Errc::bad_request:
      return "Bad request";
    case Errc::forbidden:
      return "Forbidden";
    case Errc::unsupported_protocol_version:
      return "Unsupported protocol version";
    case Errc::parse_error:
      return "parse error";
  }
  return "unknown error";
}

std::string error_body(Errc error, std::string_view message) {
  BASE_CHECK(error <= Errc::unsupported_protocol_version);
  std::string body = "{\"code\":";
  body += static_cast<char>('0' + static_cast<int>(error) - 1);
  body += ",\"message\":";
  append_json_string(body, message.empty() ? wire_message(error) : message);
  body += '}';
  return body;
}

}  // namespace engineio

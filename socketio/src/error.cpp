#include "socketio/error.hpp"

#include <string>

namespace socketio {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "socketio"; }
  std::string message(int value) const override {
    switch (static_cast<Errc>(value)) {
      case Errc::unknown_packet_type:
        return "unknown packet type";
      case Errc::illegal_attachments:
        return "illegal attachments";
      case Errc::illegal_id:
        return "illegal id";
      case Errc::illegal_namespace:
        return "illegal namespace";
      case Errc::invalid_payload:
        return "invalid payload";
      case Errc::invalid_json:
        return "invalid JSON";
      case Errc::json_too_deep:
        return "JSON too deep";
      case Errc::unusual_json:
        return "unusual JSON";
      case Errc::unexpected_text:
        return "got plaintext data when reconstructing a packet";
      case Errc::unexpected_binary:
        return "got binary data when not reconstructing a packet";
      case Errc::invalid_msgpack:
        return "invalid MessagePack";
      case Errc::foreign_format:
        return "message of another parser";
      case Errc::invalid_state:
        return "invalid state";
      case Errc::timed_out:
        return "operation has timed out";
      case Errc::disconnected:
        return "socket has been disconnected";
    }
    return "unknown error";
  }
};

}  // namespace

const std::error_category& category() {
  static const Category instance;
  return instance;
}

std::error_code make_error_code(Errc error) { return {static_cast<int>(error), category()}; }

}  // namespace socketio

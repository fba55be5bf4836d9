#include "validator.hpp"

#include "json_scan.hpp"
#include "socketio/options.hpp"

namespace bench {

std::shared_ptr<socketio::JsonValidator> make_validator() {
  return std::make_shared<socketio::JsonValidator>(socketio::Options().max_json_depth);
}

bool is_valid(socketio::JsonValidator& validator, std::string_view json) { return !validator.check(json); }

}  // namespace bench

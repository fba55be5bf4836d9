// validator.hpp - JsonValidator for benchmarks: the only file here that knows socketio's private
// json_scan.hpp.
#pragma once

#include <memory>
#include <string_view>

namespace socketio {
class JsonValidator;
}

namespace bench {

/// As a Server makes it.
std::shared_ptr<socketio::JsonValidator> make_validator();
bool is_valid(socketio::JsonValidator& validator, std::string_view json);

}  // namespace bench

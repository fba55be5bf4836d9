// engineio/src/status_only.hpp - an answer without a body.
#pragma once

#include "engineio/http.hpp"

namespace engineio {

inline HttpResponse status_only(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

}  // namespace engineio

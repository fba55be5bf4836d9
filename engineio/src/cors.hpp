// engineio/src/cors.hpp - CORS headers of ordinary responses, and the answer to a preflight.
//
// Protocol: Fetch, "CORS protocol", with the choices of the npm `cors` middleware.
// Thread: any.
#pragma once

#include <vector>

#include "engineio/http.hpp"
#include "engineio/options.hpp"

namespace engineio {

/// Appends what every response of the path carries; nothing while CORS is off.
void append_cors_headers(std::vector<HttpHeader>& headers, const CorsOptions& cors,
                         const HttpRequest& request);

/// 204 for an OPTIONS request. @pre cors.enabled().
HttpResponse preflight_response(const CorsOptions& cors, const HttpRequest& request);

}  // namespace engineio

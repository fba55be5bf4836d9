// engineio/src/cors.hpp - CORS headers of ordinary responses, and the answer to a preflight.
//
// Protocol: Fetch, "CORS protocol", with the choices of the npm `cors` middleware.
// Thread: any.
#pragma once

#include <vector>

#include "engineio/http.hpp"
#include "engineio/options.hpp"

namespace engineio {

/// Appends what every response of the path carries: CORS unless it is off, and what middlewares added.
void append_answer_headers(std::vector<HttpHeader>& headers, const CorsOptions& cors,
                           const HttpRequest& request);

bool is_preflight(const CorsOptions& cors, const HttpRequest& request);
/// The answer to a preflight. @pre cors.enabled().
HttpResponse preflight_response(const CorsOptions& cors, const HttpRequest& request);

}  // namespace engineio

// engineio/src/error_context.hpp - what a ConnectionError listener is told beside the code.
//
// Thread: any (pure function).
#pragma once

#include <string_view>

#include "engineio/connection_error.hpp"
#include "request_check.hpp"

namespace engineio {

/// @param session  the one that the request names; null when there is none.
/// @param text     the application's words: allow_request's refusal, a middleware's failure.
ConnectionErrorContext context_of(const Refusal& refusal, const HttpRequest& request,
                                  const RequestFacts& facts, const Session* session, std::string_view text);

}  // namespace engineio

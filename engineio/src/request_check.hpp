// engineio/src/request_check.hpp - the order in which a request is judged.
//
// Protocol: the reference server's verification order; the first objection wins.
// Thread: any (pure functions).
#pragma once

#include <optional>
#include <string_view>

#include "engineio/error.hpp"
#include "engineio/http.hpp"
#include "engineio/options.hpp"
#include "engineio/session.hpp"

namespace engineio {

/// Why a request is refused.
struct Refusal {
  Errc code = Errc::bad_request;
  std::string_view name;  ///< which kind of bad_request or forbidden, or ""
};
using Objection = std::optional<Refusal>;

/// What the query of an Engine.IO request asks for. Lifetime: not beyond the request.
struct RequestFacts {
  explicit RequestFacts(const HttpRequest& request);

  Query query;
  std::string_view transport;
  std::string_view sid;  ///< "" for a handshake
  Protocol protocol;     ///< anything but EIO=4 counts as 3, also none
  bool b64;
};

/// The request asks to switch protocols.
inline bool wants_upgrade(const HttpRequest& request) {
  return request.upgrade != HttpRequest::Upgrade::none;
}

/// Both kinds of requests: is the transport served, is Origin legal?
Objection check_request(const Options& options, const HttpRequest& request, const RequestFacts& facts);
/// Under CorsOptions::strict: is the request's Origin, if it has one, allowed?
Objection check_origin(const CorsOptions& cors, const HttpRequest& request);
/// A request with the sid of `session`.
Objection check_session_request(const HttpRequest& request, const RequestFacts& facts,
                                const Session& session);
/// An upgrade request of an existing session, once check_session_request() agreed.
Objection check_upgrade(const Options& options, const HttpRequest& request, const RequestFacts& facts);
/// A request without sid, before allow_request is asked ...
Objection check_handshake(const HttpRequest& request, const RequestFacts& facts);
/// ... and after it agreed.
Objection check_protocol(const Options& options, const RequestFacts& facts);

}  // namespace engineio

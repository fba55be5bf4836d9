// pages.hpp - the pages that roomd brings along, as routes.
//
// Answers come in gzip form for whoever takes it, with an ETag that browsers ask about each time: after an
// upgrade nobody runs half of an old page. Each page has a Content-Security-Policy of its own: scripts and
// styles only from this server, none inline.
//
// Protocol: RFC 9110, conditional requests (13.1.2) and content codings (8.4.1).
// Thread:   hub.
#pragma once

#include "router.hpp"

namespace roomd {

/// "/demo" and the files below it: a watch room to try the server with. The page asks for the key itself, so
/// nothing secret is served.
void add_demo_page(Router& router);
/// "/status" and the files below it: what `/stats` and `/metrics` say, looked at every few seconds. The page
/// asks for the key that these two ask for.
void add_status_page(Router& router);

}  // namespace roomd

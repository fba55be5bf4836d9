// socketio/src/json_library.hpp - the part of RapidJSON that is used here: its reader.
//
// Its templates are the same functions wherever they are made, so everybody must set it up the same way.
#pragma once

#ifndef RAPIDJSON_HAS_STDSTRING
#define RAPIDJSON_HAS_STDSTRING 1
#endif
#if defined(__SSE2__) && !defined(RAPIDJSON_SSE2)
#define RAPIDJSON_SSE2
#endif
// Its empty stack adds to a null pointer before it grows, which the undefined-behaviour sanitizer reports.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/reader.h>
#if defined(__clang__)
#pragma clang attribute pop
#endif

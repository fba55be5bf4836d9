// request_headers.hpp - what a browser's request says of itself, as far as the server's cost depends on it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bench {

inline const std::vector<std::pair<std::string, std::string>> request_headers = {
    {"Host", "127.0.0.1"},
    {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
    {"Accept", "*/*"},
    {"Content-Type", "text/plain;charset=UTF-8"},
    {"Connection", "keep-alive"},
};

}  // namespace bench

// HTTP requests off a byte stream. Uses engineio's private parser.
#include <benchmark/benchmark.h>

#include <string>

#include "events.hpp"
#include "net/http_parser.hpp"

namespace {

using engineio::net::HttpParser;

constexpr std::string_view browser_headers =
    "Host: watch.example\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept: */*\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    "Origin: https://watch.example\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\n"
    "Sec-Fetch-Site: same-origin\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n";
constexpr std::string_view target = "/socket.io/?EIO=4&transport=polling&t=abc123&sid=0123456789abcdefghij";

std::string request(std::string_view method, std::string_view more_headers, std::string_view body = {}) {
  std::string text = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\n";
  text += browser_headers;
  text += more_headers;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

void parse(benchmark::State& state, const std::string& text) {
  const engineio::NetworkOptions limits;
  HttpParser parser(limits);
  for (auto _ : state) {
    if (parser.feed(text).outcome != HttpParser::Outcome::complete) return state.SkipWithError("not parsed");
    const engineio::HttpRequest taken = parser.take();
    benchmark::DoNotOptimize(taken.storage.data());
    parser.reset();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

const int registered = [] {
  benchmark::RegisterBenchmark("http_parse/poll", parse, request("GET", "Connection: keep-alive\r\n"));
  benchmark::RegisterBenchmark(
      "http_parse/post_240B", parse,
      request("POST", "Content-Type: text/plain;charset=UTF-8\r\n", bench::event("240B_update").message()));
  benchmark::RegisterBenchmark(
      "http_parse/upgrade", parse,
      request("GET",
              "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  return 0;
}();

}  // namespace

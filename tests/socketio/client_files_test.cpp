// Options::serve_client: the browser's client beside the server.

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "socket_harness.hpp"
#include "socketio/version.hpp"

using test::header_of;
using test::SocketHarness;

namespace {

/// A directory with one of the client's files, removed at the end.
class Directory {
 public:
  Directory() : path_(std::filesystem::temp_directory_path() / ("client-files-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path_);
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name) << content;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

const test::FakeConnection& ask(SocketHarness& t, const std::string& file) {
  const auto connection = t.wire.get("/socket.io/" + file);
  t.settle();
  return t.wire[connection];
}

constexpr auto refused = R"({"code":0,"message":"Transport unknown"})";

}  // namespace

TEST_SUITE("socketio/client_files") {
  TEST_CASE("the bundle: eight files, with the version as ETag") {
    SocketHarness t;
    const std::string version = socketio::bundled_client_version();
    for (const char* build :
         {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"}) {
      for (const std::string& name : {std::string(build), std::string(build) + ".map"}) {
        const auto& answer = ask(t, name);
        if (version.empty()) {  // built without a bundle
          CHECK(answer.body() == refused);
          continue;
        }
        CHECK(answer.status() == 200);
        CHECK(answer.body().size() > 30'000);
        const bool map = name.ends_with(".map");
        CHECK(header_of(answer.response().headers, "etag") == '"' + version + '"');
        CHECK(header_of(answer.response().headers, "content-type") ==
              (map ? "application/json; charset=utf-8" : "application/javascript; charset=utf-8"));
        CHECK(answer.body().starts_with(map ? "{" : "/*!\n * Socket.IO v" + version + "\n"));
      }
    }
  }

  TEST_CASE("serve_client switched off: the names are no Engine.IO requests") {
    socketio::Options options;
    options.serve_client = false;
    SocketHarness t(options);
    CHECK(ask(t, "socket.io.js").body() == refused);
  }

  TEST_CASE("a directory takes the place of the bundle; the ETag follows the content") {
    const Directory directory;
    directory.write("socket.io.js", "one");
    directory.write("package.json", "secret");
    socketio::Options options;
    options.client_directory = directory.path();
    SocketHarness t(options);
    CHECK(ask(t, "socket.io.js").body() == "one");
    const std::string tag = header_of(ask(t, "socket.io.js").response().headers, "etag");
    CHECK(ask(t, "socket.io.min.js").body() == refused);
    CHECK(ask(t, "package.json").body() == refused);

    directory.write("socket.io.js", "two");
    SocketHarness later(options);
    CHECK(header_of(ask(later, "socket.io.js").response().headers, "etag") != tag);
  }

  TEST_CASE("a directory without the client's files is refused, by its option's name") {
    const Directory directory;
    socketio::Options options;
    for (const std::string& path : {directory.path(), directory.path() + "/missing"}) {
      options.client_directory = path;
      CHECK_THROWS_WITH_AS(SocketHarness{options}, doctest::Contains("client_directory"),
                           std::invalid_argument);
    }
  }
}

#include "client_files.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "client_bundle.hpp"
#include "socketio/version.hpp"

namespace socketio {
namespace {

constexpr std::array names{
    "socket.io.js",
    "socket.io.js.map",
    "socket.io.min.js",
    "socket.io.min.js.map",
    "socket.io.esm.min.js",
    "socket.io.esm.min.js.map",
    "socket.io.msgpack.min.js",
    "socket.io.msgpack.min.js.map",
};

std::string content_type(std::string_view name) {
  if (name.ends_with(".map")) return "application/json; charset=utf-8";
  return name.ends_with(".js") ? "application/javascript; charset=utf-8" : "text/plain; charset=utf-8";
}

/// FNV-1a: a directory may hold any version, and its files may be exchanged between two starts.
std::string content_tag(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return '"' + std::to_string(hash) + '"';
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<NamedFile> files_of_directory(const std::string& directory) {
  std::vector<NamedFile> files;
  for (const std::string name : names) {
    const std::string content = read_file(std::filesystem::path(directory) / name);
    if (content.empty()) continue;
    engineio::StaticFile file{content_type(name), content_tag(content), base::SharedBytes::copy(content), {}};
    files.push_back({name, std::move(file)});
  }
  if (files.empty()) {
    throw std::invalid_argument("socketio::Options: client_directory has no file of socket.io-client: " +
                                directory);
  }
  return files;
}

std::vector<NamedFile> files_of_bundle(const ClientBundle& bundle) {
  std::vector<NamedFile> files;
  const std::string etag = '"' + std::string(bundle.version) + '"';
  for (const ClientBundle::File& file : bundle.files) {
    files.push_back({std::string(file.name),
                     {content_type(file.name), etag, {}, base::SharedBytes::permanent(file.gzip)}});
  }
  return files;
}

}  // namespace

const char* bundled_client_version() noexcept { return client_bundle().version; }

std::vector<NamedFile> client_files(const Options& options) {
  if (!options.serve_client) return {};
  return options.client_directory.empty() ? files_of_bundle(client_bundle())
                                          : files_of_directory(options.client_directory);
}

}  // namespace socketio

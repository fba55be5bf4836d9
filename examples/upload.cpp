// A binary upload in pieces: the sender learns how far it is, everybody learns when it is there. upload
// [port]
//
// Each piece is acknowledged, and the sender sends the next one then: nothing piles up on either side.
// Try it with socket.io-client:
//   const socket = require("socket.io-client")("http://localhost:3000");
//   socket.on("uploaded", console.log).on("progress", (percent) => console.log(percent, "%"));
//   const file = require("fs").readFileSync("photo.jpg");
//   await socket.emitWithAck("begin", { name: "photo.jpg", size: file.length });
//   for (let at = 0; at < file.length; at += 64 * 1024)
//     await socket.emitWithAck("piece", file.subarray(at, at + 64 * 1024));
//   await socket.emitWithAck("download", "photo.jpg");   // a Buffer

#include <cstdlib>
#include <iostream>
#include <map>
#include <socketio/socketio.hpp>

using socketio::Ack;
using socketio::Binary;

constexpr std::size_t max_bytes = 100'000'000;

struct Upload {
  std::string name;
  std::size_t size = 0;
  std::string bytes;
};

// Makes Upload a type that handlers can have as a parameter. False: the value does not fit, nobody is called.
bool from_json(const socketio::RawJson& json, Upload& upload) {
  const auto name = json.member("name");
  const auto size = json.member("size");
  return name && size && socketio::from_json(*name, upload.name) && socketio::from_json(*size, upload.size);
}

int main(int argc, char** argv) {
  socketio::Server io({.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 3000)});
  std::map<std::string, Binary> files;

  io.on_connection([&](socketio::Socket& socket) {
    socket.on("begin", [&](Upload upload, Ack<bool> ack) {
      const bool welcome = upload.size > 0 && upload.size <= max_bytes;
      if (welcome) socket.data<Upload>() = std::move(upload);  // one slot for a value of ours on each socket
      ack(welcome);
    });

    socket.on("piece", [&](Binary piece, Ack<bool> ack) {
      auto& upload = socket.data<Upload>();
      if (upload.bytes.size() + piece.bytes.size() > upload.size) return ack(false);
      upload.bytes.append(piece.bytes.view());
      socket.emit("progress", upload.bytes.size() * 100 / upload.size);
      if (upload.bytes.size() == upload.size) {
        files[upload.name] = {base::SharedBytes::copy(upload.bytes)};
        io.emit("uploaded", upload.name, upload.size);
        upload = {};
      }
      ack(true);
    });

    socket.on("download", [&](std::string name, Ack<std::optional<Binary>> ack) {
      const auto file = files.find(name);
      ack(file == files.end() ? std::nullopt : std::optional(file->second));
    });
  });

  if (const auto error = io.listen()) return std::cerr << error.message() << '\n', 1;
  std::cout << "listening on " << io.port() << std::endl;
  return io.run();
}

// engineio/per_message_deflate.hpp - compression of WebSocket messages: what a server agrees to, what it
// costs.
//
// Nothing is compressed unless NetworkOptions::per_message_deflate is set and the client offers the
// extension. Then a message is compressed when it is long enough and its SendFlags::compress is true. What a
// client sends is limited by NetworkOptions::max_message_bytes after it was inflated: a message that becomes
// longer closes the connection with 1009, one that cannot be inflated with 1007.
//
// "Context takeover" means that a message is compressed with the help of those before it. It makes small,
// similar messages smaller, and costs each connection the memory below, from its first long message to its
// end. Without it - the default, unlike the reference - the connections of a loop share one context to
// inflate with and one per window size to compress with (300 KiB; 1.2 MiB when clients ask for every size),
// and a broadcast is compressed once for everybody.
//
// Protocol: RFC 7692, 7. Thread: any (values).
#pragma once

#include <cstddef>

namespace engineio {

/// When and how messages are compressed; checked by the constructor of Network.
struct PerMessageDeflateOptions {
  /// Messages of fewer bytes are sent as they are. At 200 bytes there is little to win.
  std::size_t threshold = 1024;
  /// We compress each message by itself. False: with context, unless the client asks for none.
  bool server_no_context_takeover = true;
  /// Clients are told to compress each message by itself. False: they may use context.
  bool client_no_context_takeover = true;
  /// How far back we refer, as a power of two: 9 to 15. A client may ask for less; one that asks for 8 is
  /// not compressed for, because zlib cannot.
  int server_max_window_bits = 15;
  /// How far back clients may refer: 9 to 15. Holds for those that let themselves be told; others use 15.
  int client_max_window_bits = 15;
  int level = 6;      ///< zlib: 0 (stores) to 9 (smallest, slowest)
  int mem_level = 8;  ///< zlib: 1 to 9, memory for compressing; less is slower and compresses less
  /// Contexts of all connections together may take this much. A connection whose contexts do not fit any
  /// more is negotiated without takeover.
  std::size_t max_context_bytes = 32 * 1024 * 1024;
};

/// What compressing takes: once per loop and window size, or per connection with context takeover.
/// 15 and 8: 264 KiB; 12 and 5: 40 KiB; 9 and 1: 11 KiB (zlib 1.2).
constexpr std::size_t deflate_context_bytes(int window_bits, int mem_level) {
  return (std::size_t{1} << (window_bits + 2)) + (std::size_t{1} << (mem_level + 9)) + 8 * 1024;
}

/// What inflating takes: once per loop, or per connection with context takeover. 15: 40 KiB; 9: 8.5 KiB.
constexpr std::size_t inflate_context_bytes(int window_bits) {
  return (std::size_t{1} << window_bits) + 8 * 1024;
}

}  // namespace engineio

#!/usr/bin/env python3
"""Writes the seeds of fuzz/corpus anew: examples of the protocols, many of them from tests/golden.

Seeds are named seed-*; what a fuzzer found is kept beside them as found-* and is not touched.
"""

import re
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fuzz" / "corpus"
GOLDEN = ROOT / "tests" / "golden"


def write(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(content if isinstance(content, bytes) else content.encode())


def numbered(target, contents):
    for number, content in enumerate(contents, 1):
        write(target, f"{number:02}", content)


def http(lines, body=b""):
    return "\r\n".join([*lines, "", ""]).encode() + body


HTTP = [
    http(["GET /socket.io/?EIO=4&transport=polling HTTP/1.1", "Host: x"]),
    http(["POST /socket.io/?EIO=4&sid=a HTTP/1.1", "Host: x", "Content-Length: 6"], b"42[\"a\"")
    + http(["GET / HTTP/1.1", "Host: x"]),
    http(["POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked"], b"3\r\nabc\r\n2;a=b\r\nde\r\n0\r\nT: 1\r\n\r\n"),
    http(["GET /socket.io/ HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket",
          "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]),
    http(["GET http://x/a?b HTTP/1.0", "Connection: keep-alive"]) + http(["HEAD / HTTP/1.0"]),
    http(["POST / HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 2"], b"ab"),
    http(["POST / HTTP/1.1", "Host: x", "Content-Length: 2", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    http(["GET / HTTP/1.1", "Host: x", "A: b", " folded"]),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


def frame(first, payload, mask=b"\x01\x02\x03\x04"):
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([first]) + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def raw_deflate(message):
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH))[:-4]


FRAMES = [
    frame(0x81, b"2probe") + frame(0x81, b"5") + frame(0x82, b"\x00\xff"),
    frame(0x01, b"42[\"") + frame(0x89, b"ping") + frame(0x80, b"a\"]"),
    frame(0x81, "€😀".encode(), bytes(4)) + frame(0x88, b"\x03\xe8bye", bytes(4)),
    frame(0x81, b"x" * 200, bytes(4)) + frame(0x8A, b""),
    frame(0xC1, raw_deflate(b"4hello hello hello"), bytes(4)),
    frame(0x41, raw_deflate(b"42[\"event\"]")[:5], bytes(4)) + frame(0x80, raw_deflate(b"42[\"event\"]")[5:], bytes(4)),
    frame(0x81, b"\xff", bytes(4)),
    b"\x81\x02hi",
]

DEFLATE = [
    raw_deflate(b"hello hello hello"),
    raw_deflate(b"a" * 5000),
    raw_deflate(b"one") + b"\x00\x00\x00\xff\xff" + raw_deflate(b"two"),
    b"\x03\x00", b"\x00\x05\x00\xfa\xffHello\x00",
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_max_window_bits=10; client_max_window_bits=\"9\", permessage-deflate",
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover\nx-webkit-deflate-frame",
    "foo; bar=\"a\\\"b\", , permessage-deflate; server_max_window_bits=8",
]

JSON = [
    '["play:seek",1234.567,{"a":[1,2,{}]}]', '[ 1 , -2 , 0.5 , 1E-9 , true , null ]', '"\\ud83d\\ude00 \\u00e4 \\n \\/"',
    '["\\ud800"]', "1e999", "[[[[[[[[[[[[[]]]]]]]]]]]]]", '{"":{"a":1,"a":2}}', "[1,2,3,4,5,6,7]", '["a" "b"]', "01",
    '["ä€😀", "long enough for a block of bytes"]', "-0", "[1e+,2]",
    "1234567890123456789012345678901234567890",
]

URLS = [
    "EIO=4&transport=polling&t=abc&sid=x%20y+z", "d=2%3A4a%5Cn&j=1", "d=4hello%5C%5Cn", "a=%&b=%g1&=&c&a=2",
    "gzip;q=0.5, deflate, *;q=0", "identity;q=0, gzip;q=1.000", "YWJj\nZGVm", "_-8=", "4\u2028\"\\\n",
]


def golden_payloads():
    packets = [line.split(" | ")[0] for line in golden_lines("engineio/packets.txt")]
    yield "\x1e".join(packets[:6]).encode()
    yield "\x1e".join(packets[6:]).encode()
    yield from (packet.encode() for packet in packets if packet.startswith("b"))
    for line in golden_lines("engineio/payloads_v3.txt"):
        form, wire = line.split(" | ")[:2]
        if len(wire) > 6:
            yield bytes.fromhex(wire) if form == "binary" else wire.encode()


def golden_lines(name):
    text = (GOLDEN / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def golden_packets():
    """The text messages of both sides, each with the binary ones behind it."""
    packet = b""
    for line in golden_lines("socketio/session.txt"):
        content = line[2:]
        if re.match(r"<[0-9a-f ]*>$", content):
            packet += b"\n~" + bytes.fromhex(content[1:-1])
        elif content.startswith("4"):
            if packet:
                yield packet
            packet = content[1:].encode()
    yield packet


MORE_PACKETS = ['5' + '1-["a",{"_placeholder":true,"num":1}]\n~x', '29007199254740993["a"]', '2/a?b=c,1["a",1,2,3,4,5,6,7]',
                '2["disconnect"]', '3[]', '4/x,"why"', '0{"a":{"_placeholder":true,"num":0}}', '53-["a",' +
                ",".join('{"_placeholder":true,"num":%d}' % n for n in range(3)) + ']\n~a\n~b\n~c', '2[1]', "1/x,"]


def golden_msgpack():
    for line in golden_lines("socketio/msgpack.txt"):
        if line.startswith("<") and "(closed)" in line:
            continue
        pieces = re.findall(r"'[^']*'|[0-9a-f]{2}", line[2:])
        yield b"".join(p[1:-1].encode() if p.startswith("'") else bytes.fromhex(p) for p in pieces)


def unique(items):
    return list(dict.fromkeys(items))


def main():
    for old in CORPUS.glob("*/seed-*"):
        old.unlink()
    numbered("http_requests", HTTP)
    numbered("websocket_frames", FRAMES)
    numbered("permessage_deflate", DEFLATE)
    numbered("json_scan", JSON)
    numbered("urls", URLS)
    numbered("engineio_payload", unique(golden_payloads()))
    numbered("socketio_decoder", unique([*golden_packets(), *(p.encode() for p in MORE_PACKETS)]))
    numbered("msgpack_decoder", unique(golden_msgpack()))
    scripts()


def scripts():
    """Any bytes are a script; these make sessions and let them live for a while."""
    import random

    for target in ("engine_script", "session_script", "room_script"):
        for seed in range(1, 9):
            write(target, f"{seed:02}", random.Random(f"{target}{seed}").randbytes(150))


if __name__ == "__main__":
    main()

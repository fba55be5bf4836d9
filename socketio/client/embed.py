#!/usr/bin/env python3
"""Writes the C++ source with the browser builds of socket.io-client: embed.py <output> [<package directory>]

Without a package the source holds no file. Files are embedded in gzip form, as most browsers ask for them.
"""

import gzip
import json
import sys
from pathlib import Path

BUILDS = ("socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js")
LINE_BYTES = 60


def literal(content):
    """String literals, one a line. Octal escapes of three digits end by themselves."""
    lines = (content[at:at + LINE_BYTES] for at in range(0, len(content), LINE_BYTES))
    return "\n".join('        "' + "".join(f"\\{byte:03o}" for byte in line) + '"' for line in lines)


def entry(name, path):
    packed = gzip.compress(path.read_bytes(), 9, mtime=0)
    return f'    {{"{name}",\n     std::string_view(\n{literal(packed)},\n         {len(packed)})}},\n'


def files_of(package):
    for build in BUILDS:
        for name in (build, build + ".map"):
            yield name, package / "dist" / name
    yield "socket.io.js.LICENSE.txt", package / "LICENSE"


def source(package):
    version, entries = "", ""
    if package:
        version = json.loads((package / "package.json").read_text())["version"]
        entries = "\n" + "".join(entry(name, path) for name, path in files_of(package))
    return ("// Made by socketio/client/embed.py.\n"
            '#include "client_bundle.hpp"\n\n'
            "// The standard asks compilers for literals of 64 KiB; those that we build with take any length.\n"
            '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n'
            "namespace socketio {\n\n"
            "const ClientBundle& client_bundle() {\n"
            f'  static const ClientBundle bundle{{"{version}", {{{entries}}}}};\n'
            "  return bundle;\n"
            "}\n\n"
            "}  // namespace socketio\n")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(source(Path(sys.argv[2]) if len(sys.argv) > 2 else None))

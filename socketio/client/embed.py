#!/usr/bin/env python3
"""Writes C++ sources that hold files which a server hands out.

embed.py <output> [<package directory>]
    The browser builds of socket.io-client; without a package the source holds no file. In gzip form, as most
    browsers ask for them.
embed.py <output> --pages <function> <directory> <file>...
    The files of a page for roomd, by their names without folders: both forms, because they are small, and a tag that changes with their content.
"""

import gzip
import hashlib
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
    return f'    {{"{Path(name).name}",\n     std::string_view(\n{literal(packed)},\n         {len(packed)})}},\n'


def page(directory, name):
    content = (directory / name).read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    forms = "".join(f",\n     std::string_view(\n{literal(form)},\n         {len(form)})" for form in (content, packed))
    return f'    {{"{Path(name).name}",\n     "{hashlib.sha256(content).hexdigest()[:16]}"{forms}}},\n'


def pages_source(function, directory, names):
    entries = "".join(page(directory, name) for name in names)
    return ("// Made by socketio/client/embed.py.\n"
            '#include "page_files.hpp"\n\n'
            '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n'
            "namespace roomd {\n\n"
            f"std::span<const PageFile> {function}() {{\n"
            f"  static constexpr PageFile files[] = {{\n{entries}  }};\n"
            "  return files;\n"
            "}\n\n"
            "}  // namespace roomd\n")


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


def main(output, *arguments):
    if arguments[:1] == ("--pages",):
        return output.write_text(pages_source(arguments[1], Path(arguments[2]), arguments[3:]))
    return output.write_text(source(Path(arguments[0]) if arguments else None))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

#!/usr/bin/env python3
"""Turns the ```cpp blocks of a document into one C++ file, so that a snippet that no longer compiles fails the build.

    snippets.py docs/api.md out.cpp

A block with `int main` is a whole program. One that begins with a declaration (struct, class, bool, void, ...) is put
into the namespace of its chapter (`## ...`), where the blocks below see it. Anything else is the body of a function in
which some names are known: SUBJECTS below. Compiler messages name the document and the line.
"""

import re
import sys
from pathlib import Path

SUBJECTS = """[[maybe_unused]] socketio::Server& io, [[maybe_unused]] socketio::Namespace& nsp,
    [[maybe_unused]] socketio::Socket& socket, [[maybe_unused]] engineio::Server& engine,
    [[maybe_unused]] engineio::Session& session, [[maybe_unused]] engineio::Network& network,
    [[maybe_unused]] socketio::Options& options"""

PROLOGUE = """#include <cctype>
#include <csignal>
#include <engineio/asio_network.hpp>
#include <engineio/network.hpp>
#include <engineio/server.hpp>
#include <iostream>
#include <socketio/socketio.hpp>
#include <thread>
{includes}

using namespace socketio;
using namespace std::chrono_literals;
"""

DECLARATION = re.compile(r"(?:struct|class|enum|template|namespace|bool|void|using|constexpr)\b")
INCLUDE = re.compile(r"^#include .*$", re.MULTILINE)


def blocks(text):
    """(chapter number, line of the first code line, code) of each block."""
    chapter, start, code = 0, None, []
    for number, line in enumerate(text.splitlines(), 1):
        if start is not None:
            if line.strip() == "```":
                yield chapter, start, "\n".join(code)
                start, code = None, []
            else:
                code.append(line)
        elif line.startswith("## "):
            chapter += 1
        elif line.strip() == "```cpp":
            start = number + 1
    if start is not None:
        raise SystemExit(f"line {start - 1}: a block without an end")


def first_statement(code):
    return next((line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("//")), "")


def frame(code, index):
    """(what goes before, what goes behind, the code with its #include lines blanked)."""
    body = INCLUDE.sub("", code)
    if re.search(r"\bint main\(", body):
        return f"namespace program_{index} {{", "}", body
    if DECLARATION.match(first_statement(body)):
        return "", "", body
    return f"void fragment_{index}({SUBJECTS}) {{ {{", "} }", body


def translate(document):
    text = document.read_text(encoding="utf-8")
    found = list(blocks(text))
    if not found:
        raise SystemExit(f"{document}: no ```cpp block")
    includes = sorted({line for _, _, code in found for line in INCLUDE.findall(code)})
    parts = [PROLOGUE.format(includes="\n".join(includes))]
    for index, (chapter, line, code) in enumerate(found):
        before, after, body = frame(code, index)
        parts.append(f"namespace chapter_{chapter} {{\n{before}\n#line {line} \"{document.name}\"\n{body}\n{after}\n}}\n")
    return "\n".join(parts)


def main():
    document, output = (Path(argument) for argument in sys.argv[1:])
    output.write_text(translate(document), encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""docs/from-node.md: each name of ours in its tables is one of the public headers."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = re.compile(r"[A-Za-z_]\w*")


def our_cells(text):
    """(line, cell) of each second column."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = re.split(r"(?<!\\)\|", line)
        if line.startswith("|") and len(cells) > 3 and not set(cells[1].strip()) <= set("- "):
            yield number, cells[2]


def main():
    headers = "".join(header.read_text(encoding="utf-8")
                      for layer in ("base", "engineio", "socketio") for header in (ROOT / layer / "include").rglob("*.hpp"))
    known = set(NAME.findall(headers))
    unknown = []
    for number, cell in our_cells((ROOT / "docs" / "from-node.md").read_text(encoding="utf-8")):
        for code in re.findall(r"`([^`]*)`", cell):
            name = NAME.search(code.split("::")[-1]) if "::" in code else NAME.search(code)
            if name and name.group() not in known:
                unknown.append(f"docs/from-node.md:{number}: no header has '{name.group()}'")
    print(*unknown, sep="\n", end="\n" if unknown else "")
    return int(bool(unknown))


if __name__ == "__main__":
    sys.exit(main())

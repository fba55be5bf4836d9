#!/usr/bin/env python3
"""Each X.zh-CN.md keeps step with X.md: headings, tables, commands and links are the same, only the words differ.

    translation.py    prints what differs, and exits with 1 if anything does

Of a table row the number of cells, the `code` and the numbers count, of a section the `code` in it, in whatever order a
language puts them. Comments in commands may be translated, and so may be headings: that links to them lead somewhere is
looked at by links.py.
"""

import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

BLOCK = re.compile(r"^[ ]*```.*?^[ ]*```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
NUMBER = re.compile(r"\d+(?:\.\d+)*")


def row(line):
    cells = re.split(r"(?<!\\)\|", line)[1:-1]
    numbers = NUMBER.findall(LINK.sub("", CODE.sub("", line)))
    return f"row of {len(cells)} cells: " + " ".join(sorted(CODE.findall(line)) + sorted(numbers))


def outline(text):
    """One line for each heading and row, and for the code in each section."""
    lines, code = [], set()
    for line in [*BLOCK.sub("", text).splitlines(), "# end"]:
        heading = re.match(r"(#+) ", line)
        if heading:
            lines += sorted(code) + [f"heading of level {len(heading.group(1))}"]
            code = set()
        elif line.startswith("|"):
            if not re.fullmatch(r"[|\s:-]+", line):
                lines.append(row(line))
        else:
            code.update(CODE.findall(line))
    return lines


def commands(text):
    return [re.sub(r"\s+(#|//) .*$", "", line) for block in BLOCK.findall(text) for line in block.splitlines()]


def links(text):
    """Where they lead; of those within the page only how many there are, since headings are translated."""
    targets = [target or source for target, source in LINK.findall(BLOCK.sub("", text))]
    within = sum(target.startswith("#") for target in targets)
    away = {target.replace(".zh-CN.md", ".md") for target in targets if not target.startswith("#")}
    return [f"{within} within the page", *sorted(away)]


def differences(original, translation):
    files = (original, translation)
    texts = [file.read_text(encoding="utf-8") for file in files]
    names = [str(file.relative_to(ROOT)) for file in files]
    found = [f"{what}: {line}" for what, of in (("outline", outline), ("command", commands), ("link", links))
             for line in difflib.unified_diff(of(texts[0]), of(texts[1]), *names, lineterm="", n=0)
             if not line.startswith("@@")]
    return found + [f"{names[i]} does not link to {files[1 - i].name}" for i in (0, 1)
                    if f"]({files[1 - i].name})" not in texts[i]]


def translations():
    return sorted([*ROOT.glob("*.zh-CN.md"), *(ROOT / "docs").rglob("*.zh-CN.md")])


def main():
    found = [line for file in translations()
             for line in differences(file.with_name(file.name.replace(".zh-CN", "")), file)]
    found += [] if len(translations()) > 1 else ["there are no translations"]
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

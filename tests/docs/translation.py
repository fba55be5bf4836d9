#!/usr/bin/env python3
"""README.zh-CN.md keeps step with README.md: its headings, tables, commands and links are the same, only the words differ.

    translation.py    prints what differs, and exits with 1 if anything does
"""

import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ORIGINAL, TRANSLATION = "README.md", "README.zh-CN.md"


def without_code(text):
    return re.sub(r"^(\s*)```.*?^\s*```$", "", text, flags=re.MULTILINE | re.DOTALL)


def skeleton(text):
    """One line for each thing that does not depend on the language."""
    lines = []
    for line in without_code(text).splitlines():
        heading = re.match(r"(#+) ", line)
        if heading:
            lines.append(f"heading of level {len(heading.group(1))}")
        elif line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            kept = [re.search(r"`[^`]*`", cell) for cell in cells[:2]]
            lines.append(f"row of {len(cells)} cells: " + ", ".join(code.group() if code else "words" for code in kept))
    return lines


def code_blocks(text):
    blocks = re.findall(r"^(\s*```.*?^\s*```)$", text, re.MULTILINE | re.DOTALL)
    # Comments may be translated, commands not.
    return [line for block in blocks for line in re.sub(r"\s+(#|//) .*$", "", block, flags=re.MULTILINE).splitlines()]


def links(text):
    return sorted(set(re.findall(r"\]\(([^)\s]+)\)", without_code(text))) - {ORIGINAL, TRANSLATION})


def differences(name, of):
    original, translation = ((ROOT / file).read_text(encoding="utf-8") for file in (ORIGINAL, TRANSLATION))
    return [f"{name}: {line}" for line in difflib.unified_diff(of(original), of(translation), ORIGINAL, TRANSLATION,
                                                               lineterm="", n=0) if not line.startswith("@@")]


def main():
    found = [*differences("outline", skeleton), *differences("code", code_blocks), *differences("link", links)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

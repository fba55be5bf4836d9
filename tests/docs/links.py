#!/usr/bin/env python3
"""Links of the documents lead somewhere: to a file of the repository, and to a heading in it."""

import re
import sys
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^[ ]*```.*?^[ ]*```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def documents():
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md"),
                   *(ROOT / "fuzz").glob("*.md")])


@lru_cache
def anchors(document):
    """As GitHub makes them: lower case, blanks to hyphens, without marks; the second of a name is name-1."""
    found, seen = set(), {}
    text = BLOCK.sub("", document.read_text(encoding="utf-8"))
    for heading in re.findall(r"^#+ +(.*?) *$", text, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found


def complaint(document, link):
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists():
        return "no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return "no such heading"
    return None


def main():
    found = []
    for document in documents():
        text = CODE.sub("", BLOCK.sub("", document.read_text(encoding="utf-8")))
        for link in (target or source for target, source in LINK.findall(text)):
            why = None if re.match(r"[a-z]+:", link) else complaint(document, link)
            if why:
                found.append(f"{document.relative_to(ROOT)}: {link}: {why}")
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

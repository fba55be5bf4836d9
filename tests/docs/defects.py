#!/usr/bin/env python3
"""docs/defects.md has every defect and every scenario, and each names tests that exist."""

import re
import sys

from protocol_map import LINK, ROOT, complaints_about_link

DOCUMENT = ROOT / "docs" / "defects.md"
NUMBERS = [f"D{number}" for number in range(1, 32)] + [f"S{number:02}" for number in range(1, 54)]


def main():
    rows = re.findall(r"^\| ([DS]\d+) \|(.*)\|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    complaints = [f"no row {number}" for number in NUMBERS if number not in dict(rows)]
    if [number for number, _ in rows] != NUMBERS and not complaints:
        complaints.append("the rows are not in order, or one is there twice")
    for number, row in rows:
        links = LINK.findall(row)
        if not links or not all(name.startswith('"') for name, _ in links):
            complaints.append(f"{number} must name tests, by their words")
        complaints += [f"{number}: {complaint}" for link in links for complaint in complaints_about_link(*link)]
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())

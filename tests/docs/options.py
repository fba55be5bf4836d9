#!/usr/bin/env python3
"""The option tables of docs/api.md say what the headers say: names, defaults, meanings.

    options.py            compares, and prints what differs
    options.py --write    puts the tables of the headers into the document
"""

import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "api.md"
BEGIN, END = "<!-- options: from the headers, by tests/docs/options.py -->\n", "<!-- end of options -->\n"

STRUCTS = [
    ("socketio::Options", "socketio/include/socketio/options.hpp"),
    ("socketio::ConnectionStateRecovery", "socketio/include/socketio/options.hpp"),
    ("engineio::Options", "engineio/include/engineio/options.hpp"),
    ("engineio::TrustedProxies", "engineio/include/engineio/trusted_proxies.hpp"),
    ("engineio::CorsOptions", "engineio/include/engineio/options.hpp"),
    ("engineio::CookieOptions", "engineio/include/engineio/options.hpp"),
    ("engineio::PerMessageDeflateOptions", "engineio/include/engineio/per_message_deflate.hpp"),
    ("engineio::TlsOptions", "engineio/include/engineio/tls.hpp"),
    ("engineio::NetworkOptions", "engineio/include/engineio/network.hpp"),
]


def struct_body(text, name):
    found = re.search(rf"^struct {name} \{{\n(.*?)^\}};", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit(f"no struct {name}")
    return found.group(1)


def without_template_arguments(code):
    while (shorter := re.sub(r"<[^<>]*>", "", code)) != code:
        code = shorter
    return code


def fields(body):
    """(declaration, comment) of each data member."""
    comment, code, last = [], "", None
    found = []
    for line in body.splitlines() + [""]:
        behind = re.search(r"///<\s*(.*)$", line)
        above = re.match(r"\s*///(?!<)\s*(.*)$", line)
        if above:
            comment.append(above.group(1))
            continue
        if behind and not line.split("///<")[0].strip() and last is not None:
            last[1].append(behind.group(1))
            continue
        plain = re.sub(r"//.*$", "", line).strip()
        if not plain:
            comment, last = ([], None) if not behind else (comment, last)
            continue
        code = f"{code} {plain}".strip()
        if not code.endswith((";", "}")):
            continue
        last = (code, comment + ([behind.group(1)] if behind else []))
        if "(" not in re.split(r"[={]", without_template_arguments(code))[0]:
            found.append(last)
        comment, code = [], ""
    return found


def shown_default(declaration):
    kind, assigned, braced = re.match(r"(.*?)\s\w+\s*(?:=\s*(.+?)|\{(.+?)\})?;$", declaration).groups()
    default = (assigned or braced or "").replace("'", " ")
    if kind in ("engineio::Options", "engineio::NetworkOptions"):
        return "below"
    if default in ("", "{}", "std::nullopt", "nullptr") or re.fullmatch(r"[\w:]+\(\)", default):
        return "none"
    unit = {"std::chrono::milliseconds": " ms", "std::chrono::seconds": " s"}.get(kind)
    return f"{default}{unit}" if unit else f"`{default}`"


def table(name, path):
    rows = [f"`{name}`", "", "| Option | Default | Meaning |", "| --- | --- | --- |"]
    for declaration, comment in fields(struct_body((ROOT / path).read_text(encoding="utf-8"), name.split("::")[-1])):
        option = re.search(r"\b(\w+)\s*(?:=.*|\{.*\})?;$", declaration).group(1)
        meaning = " ".join(part.strip() for part in comment).replace("|", "\\|")
        rows.append(f"| `{option}` | {shown_default(declaration)} | {meaning} |")
    return "\n".join(rows)


def wanted(document):
    before, rest = document.split(BEGIN)
    after = rest.split(END)[1]
    tables = "\n\n".join(table(*struct) for struct in STRUCTS)
    return f"{before}{BEGIN}\n{tables}\n\n{END}{after}"


def main():
    document = DOCUMENT.read_text(encoding="utf-8")
    should = wanted(document)
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(should, encoding="utf-8")
        return 0
    for line in difflib.unified_diff(document.splitlines(), should.splitlines(), "docs/api.md", "headers", n=0, lineterm=""):
        print(line)
    if document != should:
        print("the headers have changed: tests/docs/options.py --write")
    return int(document != should)


if __name__ == "__main__":
    sys.exit(main())

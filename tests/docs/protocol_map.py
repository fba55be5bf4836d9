#!/usr/bin/env python3
"""docs/protocol-map.md has every section of the protocol documents, and names only what exists.

Each section says who does it ([name](path): the file has a function of that name) and what shows it (["words"](path): the
file has a test case with these words).
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "protocol-map.md"

# The sections of the documents that say what a server does.
SECTIONS = {
    "Engine.IO 4": [
        "Transports: HTTP long-polling, requests",
        "Transports: HTTP long-polling, sending and receiving data",
        "Transports: WebSocket",
        "Protocol: handshake",
        "Protocol: heartbeat",
        "Protocol: upgrade",
        "Protocol: message",
        "Packet encoding: HTTP long-polling",
        "Packet encoding: WebSocket",
    ],
    "Engine.IO 3": [
        "Packets",
        "Encoding: packet",
        "Encoding: payload",
        "Transports: JSONP",
        "Transport upgrading",
    ],
    "Socket.IO 5": [
        "Exchange: connection to a namespace",
        "Exchange: sending and receiving data",
        "Exchange: acknowledgement",
        "Exchange: disconnection from a namespace",
        "Packet encoding: format",
        "Packet encoding: examples, and the sample session",
    ],
    "Socket.IO 3 and 4": ["Connection", "Refusal", "Packets"],
    "Beside them": ["Connection state recovery", "Custom parser: msgpack", "permessage-deflate (RFC 7692)"],
}

LINK = re.compile(r'\[((?:\[[^\]]*\]|[^\[\]])+)\]\(\.\./([^)]+)\)')


def sections(text):
    """{protocol: {section: body}}, in the order of the document."""
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        protocol, _, rest = part.partition("\n")
        bodies = re.split(r"^### ", rest, flags=re.MULTILINE)[1:]
        found[protocol] = {body.partition("\n")[0]: body.partition("\n")[2] for body in bodies}
    return found


def source(path):
    """The file, with string literals that stand beside each other joined; None when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return None
    return re.sub(r'"\s*\n\s*"', "", file.read_text(encoding="utf-8"))


def complaints_about_link(name, path):
    text = source(path)
    if text is None:
        return [f"no file {path}"]
    if name.startswith('"'):
        words = name.strip('"')
        present = words in text.replace("\\'", "'") or words in text.replace('\\"', '"')
        return [] if present else [f"{path} has no test case {name}"]
    function = re.escape(name.split("::")[-1])
    return [] if re.search(rf"\b{function}\s*(?:<[^;]*>)?\(", text) else [f"{path} has no function {name}"]


def complaints_about(body):
    found = []
    for mark, what in (("- does it:", "function"), ("- shows it:", "test")):
        item = re.search(rf"^{mark}(.*?)(?=^- |\Z)", body, re.MULTILINE | re.DOTALL)
        links = LINK.findall(re.sub(r"\s+", " ", item.group(1))) if item else []
        wanted = [link for link in links if link[0].startswith('"') == (what == "test")]
        if not wanted or len(wanted) != len(links):
            found.append(f"'{mark}' must name {what}s and nothing else")
        for link in links:
            found += complaints_about_link(*link)
    return found


def main():
    found = sections(DOCUMENT.read_text(encoding="utf-8"))
    complaints = []
    for protocol, names in SECTIONS.items():
        have = list(found.get(protocol, {}))
        complaints += [f"{protocol}: no section '{name}'" for name in names if name not in have]
        complaints += [f"{protocol}: '{name}' is not a section of it" for name in have if name not in names]
    complaints += [f"'{protocol}' is no protocol" for protocol in found if protocol not in SECTIONS]
    for protocol, bodies in found.items():
        for name, body in bodies.items():
            complaints += [f"{protocol}, {name}: {complaint}" for complaint in complaints_about(body)]
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())

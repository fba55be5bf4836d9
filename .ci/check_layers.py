#!/usr/bin/env python3
"""Checks the architecture: who includes whom, which words stand where, how long files and functions are.

Meson already hides each layer's private headers from the others; this finds what a relative path, a system
header or a stray call would get past it. Prints one line per violation and exits 1 if there is any.
"""

import re
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent

# A place is the longest matching folder; its layers are those whose public headers it may include.
LAYERS = {
    "base": {"base"},
    "engineio": {"engineio", "base"},
    "socketio": {"socketio", "engineio", "base"},
    "storage": {"storage", "base"},
    "watchroom": {"watchroom", "storage", "socketio", "base"},
    "watchroom/src/domain": {"base"},
    "src": {"watchroom", "storage", "socketio", "engineio", "base"},
    "examples": {"watchroom", "storage", "socketio", "engineio", "base"},
    "tests": {"watchroom", "storage", "socketio", "engineio", "base"},
    "bench": {"watchroom", "storage", "socketio", "engineio", "base"},
    "fuzz": {"watchroom", "storage", "socketio", "engineio", "base"},
}
# Plain values of the layer's own public face, which its domain folder may use too.
PUBLIC_VALUES = {"watchroom/src/domain": {"watchroom/config.hpp", "watchroom/stats.hpp"}}
LAYER_NAMES = {"base", "engineio", "socketio", "storage", "watchroom"}

# Third-party headers by their first path component, and the places that may include them.
THIRD_PARTY = {
    "asio": ["engineio/src/net/", "engineio/include/engineio/asio_network.hpp", "tests/", "bench/"],
    "asio.hpp": ["engineio/src/net/", "tests/", "bench/", "examples/embedding.cpp"],
    "llhttp.h": ["engineio/src/net/", "tests/", "bench/"],
    "websocketpp": ["engineio/src/net/"],
    "zlib.h": ["engineio/src/", "tests/engineio"],
    "openssl": ["base/src/digest.cpp", "base/src/password_hash.cpp", "base/src/random_id.cpp", "engineio/src/net/tls_", "src/health_check.cpp", "tests/engineio_net/tls_"],
    "prometheus": ["src/metrics/page.cpp"],
    "sqlite3.h": ["storage/src/sqlite_database.hpp", "tests/storage/"],
    "spdlog": ["base/src/log.cpp"],
    "msgpack": ["socketio/src/msgpack_library.hpp"],
    "rapidjson": ["socketio/src/", "tests/socketio/"],
    "doctest": ["tests/", "bench/tests/", "fuzz/scripts.cpp"],
    "benchmark": ["bench/micro/"],
    "valgrind": ["bench/instructions/"],
}

# What a layer must not say (comments and strings do not count), and the places where it is allowed.
WORDS = [
    (r"\b(?:steady_clock|system_clock|high_resolution_clock|Clock)::now\b|\bclock_gettime\b|\bsteady_timer\b",
     ["engineio/src/net/", "tests/", "bench/", "examples/"], "time comes from base::Timers"),
    (r"\bsleep_(?:for|until)\b|\b(?:u|nano)?sleep\s*\(", ["engineio/src/net/poller.cpp", "tests/", "bench/"], "nobody sleeps; a wait is a base::Timer"),
    (r"\b(?:std::)?(?:shared_|recursive_|timed_)?mutex\b|\bcondition_variable\b|\block_guard\b|\bunique_lock\b",
     ["base/include/base/mailbox.hpp", "tests/", "bench/"], "threads meet in base::Mailbox only"),
    (r"\bstd::j?thread\b(?!::id)|\bstd::async\b", ["base/", "engineio/src/net/", "tests/", "bench/", "examples/"],
     "threads live in engineio/src/net"),
    (r"\bthread_local\b", ["engineio/src/net/", "bench/"], "no hidden state per thread"),
    (r"\bcatch\s*\(\s*\.\.\.\s*\)", ["base/include/base/guarded.hpp", "tests/"], "only user handlers are guarded by catch (...)"),
    (r"\bstd::format\b|#\s*include\s*<format>", [], "GCC 12 has no std::format"),
]

# Names of the layers above that a lower layer must not know.
UPPER_WORDS = {
    "base": r"\b(?:engineio|socketio|storage|watchroom|asio|http|websocket)\b",
    "engineio": r"\b(?:socketio|watchroom|[Rr]ooms?|rapidjson)\b",
    "socketio": r"\b(?:watchroom|roomd)\b",
    "storage": r"\b(?:engineio|socketio|watchroom|roomd|[Rr]ooms?)\b",
    "watchroom": r"\broomd\b",
    "watchroom/src/domain": r"\b(?:socketio|engineio|Socket|RawJson|JsonWriter)\b",
}

MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+|Users)/")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 80
MAX_P95_FUNCTION_LINES = 40

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT,
                            capture_output=True, text=True)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        names = [p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*") if p.is_file()]
        names = [n for n in names if not n.startswith(("build/", ".git/")) and "node_modules/" not in n]
    return [name for name in names if (ROOT / name).is_file()]


def place_of(path, table):
    """The longest key of `table` that is a folder above `path`, or None."""
    return max((key for key in table if path.startswith(key + "/")), key=len, default=None)


def code_only(text):
    """The text with comments and literals blanked, line numbers kept."""
    return COMMENT_OR_TEXT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def allowed(path, places):
    return any(path.startswith(place) for place in places)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def is_public_header(name):
    """Some are made from a template (version.hpp.in)."""
    path = ROOT / name.split("/")[0] / "include" / name
    return path.exists() or path.with_name(path.name + ".in").exists()


def check_project_include(path, name, violations_at):
    """A quoted include: a public header of an allowed layer, or a file of one's own."""
    head = name.split("/")[0]
    place = place_of(path, LAYERS)
    may = LAYERS[place]
    if head in LAYER_NAMES and is_public_header(name):
        if head not in may and name not in PUBLIC_VALUES.get(place, ()):
            return violations_at(f"includes {name}, but may include only {', '.join(sorted(may))}")
        return None
    own_folder = path.split("/")[0]
    target = ((ROOT / path).parent / name).resolve()
    if ".." in name.split("/") and not target.is_relative_to(ROOT / own_folder):
        return violations_at(f"includes {name}: name the header by its layer, not by a path upwards")
    if own_folder in ("tests", "bench", "fuzz", "examples"):
        return None
    near = [(ROOT / path).parent / name, ROOT / own_folder / "src" / name, ROOT / own_folder / name]
    if not any(candidate.exists() for candidate in near):
        return violations_at(f"includes {name}, which is neither public nor of this layer")
    return None


def check_includes(path, text):
    found = []
    for match in INCLUDE.finditer(text):
        kind, name = match.groups()

        def at(message, position=match.start()):
            found.append(f"{path}:{line_of(text, position)}: {message}")

        places = THIRD_PARTY.get(name.split("/")[0])
        if places is not None and not allowed(path, places):
            at(f"<{name}> belongs in {' or '.join(places)} only")
        if kind == '"':
            check_project_include(path, name, at)
    return found


def check_words(path, code):
    rules = [(pattern, why) for pattern, places, why in WORDS if not allowed(path, places)]
    for place in [p for p in UPPER_WORDS if path.startswith(p + "/")]:
        rules.append((UPPER_WORDS[place], f"{place} does not know this word"))
    found = []
    for pattern, why in rules:
        for match in re.finditer(pattern, code):
            found.append(f"{path}:{line_of(code, match.start())}: '{match.group().strip()}': {why}")
    return found


def check_prose(path, text):
    found = []
    for match in MACHINE_PATHS.finditer(text):
        found.append(f"{path}:{line_of(text, match.start())}: '{match.group()}' is a path of one machine")
    if path.endswith((".cpp", ".hpp", ".py", ".mjs", ".js", ".build", ".md", ".sh")):
        for match in UNFINISHED.finditer(text):
            found.append(f"{path}:{line_of(text, match.start())}: '{match.group()}': finish it or open an issue")
    return found


def function_lengths(code):
    """(first line, length) of each function body in clang-formatted code: from its '{' to the matching indent."""
    lines = code.split("\n")
    opens = {}
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if re.match(r"\s*\}", line) and indent in opens:
            first = opens.pop(indent)
            yield first + 1, number - first + 1
        inside = any(outer < indent for outer in opens)
        header = lines[number].strip()
        if inside or not header.endswith("{") or not re.search(r"\)[^()]*\{$", header):
            continue
        if not re.match(r"(?:namespace|class|struct|enum|union|extern|if|for|while|switch|else|do|TEST_SUITE)\b", header):
            opens[indent] = number


def check_sizes(sources):
    found, lengths, sizes = [], [], []
    for path, text, code in sources:
        lines = text.count("\n")
        sizes.append(lines)
        if lines > MAX_FILE_LINES:
            found.append(f"{path}: {lines} lines; split it by purpose (limit {MAX_FILE_LINES})")
        for first, length in function_lengths(code):
            lengths.append(length)
            if length > MAX_FUNCTION_LINES:
                found.append(f"{path}:{first}: a function of {length} lines (limit {MAX_FUNCTION_LINES})")
    if lengths:
        lengths.sort()
        p95 = lengths[int(len(lengths) * 0.95)]
        print(f"sizes: {len(sizes)} files, median {median(sizes):.0f} lines, longest {max(sizes)}; "
              f"{len(lengths)} functions, median {median(lengths):.0f} lines, 95 % up to {p95}, longest {lengths[-1]}")
        if p95 > MAX_P95_FUNCTION_LINES:
            found.append(f"functions: 95 % are up to {p95} lines long (limit {MAX_P95_FUNCTION_LINES})")
    return found


def main():
    violations, sources = [], []
    for path in tracked_files():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        violations += check_prose(path, text)
        if not path.endswith((".cpp", ".hpp")) or place_of(path, LAYERS) is None:
            continue
        code = code_only(text)
        violations += check_includes(path, text)
        violations += check_words(path, code)
        if not path.startswith(("tests/", "bench/", "fuzz/")):
            sources.append((path, text, code))
    violations += check_sizes(sources)
    print(*violations, sep="\n", end="\n" if violations else "")
    print(f"layers: {len(violations)} violations in {len(sources)} source files")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())

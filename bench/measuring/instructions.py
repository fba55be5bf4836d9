"""Callgrind's dumps to instructions per message, and those to and from Markdown."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from . import tables

LAYERS = ("protocol", "server")
HEADER = ["scenario", *LAYERS]

INTRODUCTION = """# Instructions per message

User-space instructions of one message, counted by callgrind; `bench/instructions/run --save` writes this file and
[README.md](README.md) says what they mean. `protocol`: engineio, socketio and the handlers. `server`: the network too.
"""


@dataclass(frozen=True)
class Dump:
    path: Path
    instructions: int


@dataclass
class Kept:
    """The table of an earlier run: counts by (layer, scenario)."""

    when: str = ""
    surroundings: str = ""
    counts: dict = field(default_factory=dict)


class Played:
    """What the script printed: what it was built with, and "layer/scenario messages" for each it played."""

    def __init__(self, output):
        first, *rest = output.splitlines() or [""]
        self.built_with = first
        self.messages = {}
        for line in rest:
            name, _, count = line.rpartition(" ")
            self.messages[tuple(name.split("/", 1))] = int(count)


def dumps_in(folder):
    """The dumps that the script asked for, by (layer, scenario)."""
    found = {}
    for path in folder.glob("counts.*"):
        text = path.read_text()
        name = re.search(r"^desc: Trigger: Client Request: (.+)$", text, re.MULTILINE)
        # Not "totals:", which has something of what ran while nothing was collected.
        total = re.search(r"^summary: (\d+)$", text, re.MULTILINE)
        if name and total:
            found[tuple(name.group(1).split("/", 1))] = Dump(path, int(total.group(1)))
    return found


def per_message(messages, dumps):
    missing = sorted("/".join(key) for key in messages.keys() - dumps.keys())
    if missing or not messages:
        raise RuntimeError(f"callgrind counted nothing for {', '.join(missing) or 'anything'}")
    return {key: dumps[key].instructions / count for key, count in messages.items()}


def function_table(dump, share=0.9, at_most=40):
    """The functions that make up this share of a dump written with --compress-strings=no, costliest first."""
    costs = Counter()
    function, call = "", False
    for line in dump.path.read_text().splitlines():
        if line.startswith("fn="):
            function = line[3:]
        elif re.match(r"[0-9+*-]", line) and not call:
            costs[function] += int(line.split()[1])
        call = line.startswith("calls=")  # the line behind it is what the called function costs
    rows, left = [], share * costs.total()
    for name, cost in costs.most_common(at_most):
        if left <= 0:
            break
        rows.append([f"{cost / costs.total():.1%}", f"`{name[:100]}`"])
        left -= cost
    return tables.table(["share", "function"], rows)


def scenarios_of(counts):
    return list(dict.fromkeys(scenario for _, scenario in counts))


def count_text(value):
    return "-" if value is None else f"{value:.0f}"


def kept_text(counts, when, surroundings):
    rows = [[s, *(count_text(counts.get((layer, s))) for layer in LAYERS)] for s in scenarios_of(counts)]
    return f"{INTRODUCTION}\n- taken: {when}\n- with: {surroundings}\n\n{tables.table(HEADER, rows)}\n"


def read_kept(text):
    def line_of(name):
        found = re.search(rf"^- {name}: (.+)$", text, re.MULTILINE)
        return found.group(1) if found else ""

    kept = Kept(line_of("taken"), line_of("with"))
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) != len(HEADER) or cells == HEADER or set(cells[0]) <= {"-"}:
            continue
        for layer, cell in zip(LAYERS, cells[1:]):
            if cell.isdigit():
                kept.counts[layer, cells[0]] = int(cell)
    return kept


def difference(new, old):
    """The change in percent; the kept counts are whole numbers, so are the new ones here."""
    if new is None or not old:
        return "-"
    change = (round(new) - old) / old * 100
    return "same" if change == 0 else f"{change:+.1f} %"


def comparison(counts, kept):
    """A table of old, new and the difference, with a line that says what the old ones are."""
    header = ["scenario", *(column for layer in LAYERS for column in (f"{layer}: kept", "now", "change"))]
    rows = []
    for scenario in scenarios_of(counts):
        cells = [scenario]
        for key in ((layer, scenario) for layer in LAYERS):
            new, old = counts.get(key), kept.counts.get(key)
            cells += [count_text(old), count_text(new), difference(new, old)]
        rows.append(cells)
    title = f"Instructions per message; kept: {kept.when}" if kept.counts else "Instructions per message; none are kept"
    gone = [s for s in scenarios_of(kept.counts) if s not in scenarios_of(counts)]
    note = f"\n\nKept, but not counted now: {', '.join(gone)}." if gone else ""
    return f"{title}\n\n{tables.table(header, rows)}{note}"

"""From figures to Markdown, and from RESULTS.md back to figures."""

import re
from collections import Counter
from statistics import median

LOAD_LIMIT = 0.95  # of its core; above it the generator itself may be what limits the figure


class Cell:
    """All rounds of one peer in one scenario; no rounds at all if it does not take part."""

    def __init__(self):
        self.rounds = []  # the generator's figures
        self.failures = []  # reasons

    def values(self, metric):
        return [r[metric.key] * metric.scale for r in self.rounds if metric.key in r]

    def total(self):
        return len(self.rounds) + len(self.failures)

    def value(self, metric):
        values = self.values(metric)
        return median(values) if values else None

    def text(self, metric):
        if not self.total():
            return "-"
        if self.value(metric) is None:
            return "failed"
        if self.failures:
            return f"{number(self.value(metric))} ({len(self.failures)} of {self.total()} failed)"
        return number(self.value(metric))

    def middle(self, key):
        values = [r[key] for r in self.rounds if key in r]
        return median(values) if values else None


def number(value):
    if value is None:
        return "-"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def times_better(cell, base, metric):
    """How many times better than the base: rates are divided, costs the other way round."""
    ours, theirs = cell.value(metric), base.value(metric)
    if not ours or not theirs:
        return "-"
    return f"{ours / theirs if metric.more_is_better else theirs / ours:.2f}x"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(header, rows):
    return "\n".join([row(header), row(["---"] * len(header)), *map(row, rows)])


def main_table(scenarios, peers, bases, cells):
    compared = [(p, b) for b in bases for p in peers if p not in bases]
    header = ["scenario", "unit", *peers, *(f"{p} vs {b}" for p, b in compared)]
    rows = []
    for s in scenarios:
        of = {p: cells[s.name, p] for p in peers}
        for m in s.metrics:
            rows.append([f"{s.name}: {s.what}", m.unit, *(of[p].text(m) for p in peers),
                         *(times_better(of[p], of[b], m) for p, b in compared)])
    return table(header, rows)


def spread(cell, metric):
    values = cell.values(metric)
    return f"{number(min(values))} - {number(max(values))}" if values else "-"


def detail_table(scenarios, peers, cells):
    header = ["scenario", "peer", "from - to", "p50 µs", "p99 µs", "kernel share", "generator busy"]
    rows = []
    for s in scenarios:
        for p in peers:
            cell = cells[s.name, p]
            if not cell.total():
                continue
            rows.append([s.name, p, "; ".join(spread(cell, m) for m in s.metrics), *(number(cell.middle(k)) for k in
                                                    ("p50_us", "p99_us", "sys_frac", "lg_util"))])
    return table(header, rows)


def warnings(scenarios, peers, cells):
    found = []
    for s in scenarios:
        for p in peers:
            cell = cells[s.name, p]
            found += [f"{s.name}, {p}: failed in {count} of {cell.total()} rounds: {reason}"
                      for reason, count in Counter(cell.failures).items()]
            busy = cell.middle("lg_util") if s.steady else None
            if busy is not None and busy > LOAD_LIMIT:
                found.append(f"{s.name}, {p}: the generator was busy {busy:.0%} of its core")
    return found


def newest_table(text):
    """(title, header, rows) of the first table in the last section of RESULTS.md that has one; None without."""
    for section in reversed(re.split(r"^## ", text, flags=re.MULTILINE)[1:]):
        lines = section.splitlines()
        start = next((i for i, line in enumerate(lines) if line.startswith("| scenario | unit |")), None)
        if start is None:
            continue
        rows = []
        for line in lines[start:]:
            if not line.startswith("|"):
                break
            rows.append([c.strip() for c in line.strip("|").split("|")])
        return lines[0].strip(), rows[0], rows[2:]
    return None

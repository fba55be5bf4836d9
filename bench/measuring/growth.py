"""What the studies of growth share: runs that take turns, their medians, and how flat a series is."""

import dataclasses
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from measuring import peers, tables

FLAT_WITHIN = 0.25


@dataclass(frozen=True)
class Table:
    """One table of a study. `notes` say what stands out."""

    title: str
    header: list
    rows: list
    notes: list = field(default_factory=list)

    def text(self):
        lines = [f"{self.title}:", "", tables.table(self.header, self.rows)]
        return "\n".join(lines + ([""] if self.notes else []) + [f"- {note}" for note in self.notes])


class Cell:
    """All rounds of one trial."""

    def __init__(self):
        self.rounds = []  # figures
        self.failures = []  # reasons

    def total(self):
        return len(self.rounds) + len(self.failures)

    def middle(self, key):
        """The median; None without any."""
        values = [figures[key] for figures in self.rounds if key in figures]
        return median(values) if values else None


@dataclass(frozen=True)
class Lab:
    """Where studies run, and how long."""

    bench: peers.Bench
    build: Path
    rounds: int
    secs: float
    warm: float
    clients: int  # of memory-back
    hold: float  # seconds before memory is read again
    preloads: tuple = ()  # libraries
    environments: tuple = ()  # texts of NAME=VALUE
    lost: list = field(default_factory=list)  # runs that failed, as texts

    def roomd(self, io_threads=0, environment=()):
        """Command of the fixture; `environment` has NAME=VALUE pairs."""
        fixture = self.build / "tests" / "fixtures" / "bench_fixture"
        words = ["env", *environment] if environment else []
        return shlex.join([*words, str(fixture), "--io-threads", str(io_threads)]) + " --port {port}"

    def node(self):
        return shlex.join(["node", str(peers.NODE_PEER / "peer.mjs")]) + " --port {port}"

    def timed(self, arguments):
        return f"{arguments} --secs {self.secs} --warm {self.warm}"

    def on_cores(self, cores):
        """The same bench with the server allowed on `cores`, a list for taskset."""
        return dataclasses.replace(self.bench, server_core=cores)

    def run(self, server, arguments, bench=None):
        """A trial for take_turns(): a fresh server, one run of the generator."""
        return lambda: peers.measure(bench or self.bench, server, arguments)

    def take_turns(self, study, trials):
        """Runs every trial of `trials` (by key) once per round. A trial returns figures or raises RunFailed."""
        cells = {key: Cell() for key in trials}
        for number in range(1, self.rounds + 1):
            for key, trial in trials.items():
                outcome = "done"
                try:
                    cells[key].rounds.append(trial())
                except peers.RunFailed as failure:
                    outcome = f"failed: {failure}"
                    cells[key].failures.append(str(failure))
                    self.lost.append(f"{study} {name_of(key)}: {failure}")
                print(f"{study} {name_of(key)} {number}/{self.rounds}: {outcome}", file=sys.stderr, flush=True)
        return cells


def name_of(key):
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def shown(cell, key, scale=1):
    value = cell.middle(key)
    return "failed" if not cell.rounds else tables.number(None if value is None else value * scale)


def failures(cells):
    """A note for each cell that lost runs."""
    return [f"{name_of(key)}: failed in {len(cell.failures)} of {cell.total()} rounds: {cell.failures[-1]}"
            for key, cell in cells.items() if cell.failures]


def busy_generator(cells):
    """A note for each cell whose generator was at its limit."""
    busy = {key: cell.middle("lg_util") for key, cell in cells.items()}
    return [f"{name_of(key)}: the generator was busy {share:.0%} of its core" for key, share in busy.items()
            if share is not None and share > tables.LOAD_LIMIT]


def growth(values):
    """The largest value over the first one; None unless all are there."""
    if not values or any(v is None for v in values) or values[0] <= 0:
        return None
    return max(values) / values[0]


def flatness(what, values):
    grown = growth(values)
    if grown is None:
        return f"{what}: not known, a run is missing"
    verdict = "flat" if grown <= 1 + FLAT_WITHIN else "NOT flat"
    return f"{what}: {verdict}, at most {grown:.2f} times the first"


def relative(value, first):
    return "-" if not value or not first else f"{value / first:.2f}x"


def came_back(fresh, full, after):
    """Which part of what a crowd took was returned; 1 = all of it. None when it took nothing."""
    return (full - after) / (full - fresh) if full > fresh else None

"""How much memory a crowd takes, and how much of it comes back when it has gone; twice, to see a leak."""

import shlex
from pathlib import Path

from measuring import growth, peers, tables

CROWD_BYTES = 16384
ROUNDS = 2  # crowds against one server
HEADER = ["allocator", "fresh",
          *(f"{what} {n}" for n in range(1, ROUNDS + 1) for what in ("full", "after", "came back"))]


def run(lab):
    cells = lab.take_turns("memory-back", {name: lambda e=environment: crowds(lab, lab.roomd(0, e))
                                          for name, environment in variants(lab).items()})
    rows = [[name, *row(cell)] for name, cell in cells.items()]
    title = (f"resident MiB with {lab.clients} clients, each in a room, {CROWD_BYTES // 1024} KiB echoed on each; "
             f"{lab.hold:g} s after all of them closed")
    return [growth.Table(title, HEADER, rows, growth.failures(cells))]


def variants(lab):
    """Environments by name."""
    found = {"as it is": ()}
    found.update({text: tuple(shlex.split(text)) for text in lab.environments})
    found.update({Path(library).name: (f"LD_PRELOAD={library}",) for library in lab.preloads})
    return found


def crowds(lab, server_command):
    """Fresh, full and after in KiB: "fresh", "full1", "after1", "full2", ..."""
    arguments = f"--mode fill --n {lab.clients} --size {CROWD_BYTES} --secs {lab.hold}"
    figures = {}
    with peers.Server(server_command, lab.bench.server_core) as server:
        for number in range(1, ROUNDS + 1):
            crowd = peers.generate_load(lab.bench, server, arguments)
            figures.setdefault("fresh", crowd["rss0_kb"])
            figures |= {f"full{number}": crowd["rss1_kb"], f"after{number}": crowd["rss2_kb"]}
    return figures


def row(cell):
    mib = 1 / 1024
    texts = [growth.shown(cell, "fresh", mib)]
    for number in range(1, ROUNDS + 1):
        texts += [growth.shown(cell, f"{what}{number}", mib) for what in ("full", "after")]
        texts.append(share(*(cell.middle(key) for key in ("fresh", f"full{number}", f"after{number}"))))
    return texts


def share(fresh, full, after):
    part = None if fresh is None else growth.came_back(fresh, full, after)
    return "-" if part is None else f"{tables.number(part * 100)} %"

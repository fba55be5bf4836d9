"""How long a small room waits while a large one is served.

Two generators share a core: the one of the small room must not wait for the other one, or its own queue would be
what is measured, so it has a real-time priority where the system allows that.
"""

import subprocess
from contextlib import contextmanager

from measuring import growth, peers

BIG = "--mode bcast --n 1000 --size 16384 --room big"
PER_SECOND = 20  # what pages with a long list of rooms see
SMALL = "--mode bcast --n 10 --size 64 --room small --w 64 --rate 100"
BESIDE = {
    "nothing": None,
    f"{PER_SECOND} / s": f"{BIG} --rate {PER_SECOND}",
    "one after the other": BIG,
}
THREADS = (0, 1)
TARGET_US = 5000
REAL_TIME = ["chrt", "-f", "1"]
MORE_S = 3  # the large room's traffic lasts longer by this
HEADER = ["io threads", "large broadcasts beside", "p50 µs", "p99 µs", "max µs", "events", "large / s", "server busy"]


def run(lab):
    priority = REAL_TIME if may_be_real_time() else []
    cells = lab.take_turns("head-of-line", {
        (threads, beside): lambda t=threads, b=big: one_run(lab, lab.roomd(t), b, priority)
        for threads in THREADS for beside, big in BESIDE.items()})
    rows = [[str(threads), beside, *(growth.shown(cell, key) for key in (
        "p50_us", "p99_us", "max_us", "msgs", "big_per_s", "srv_util"))] for (threads, beside), cell in cells.items()]
    notes = [f"{threads} io threads, {beside}: p99 is above the target of {TARGET_US / 1e3:.0f} ms"
             for (threads, beside), cell in cells.items() if (cell.middle("p99_us") or 0) > TARGET_US]
    if not priority:
        notes.append("no real-time priority: the latencies include waiting for the other generator")
    return [growth.Table("100 events / s of 64 B in a room of 10; beside it 16 KiB to a room of 1000, one at a time",
                         HEADER, rows, notes + growth.failures(cells))]


def may_be_real_time():
    try:
        return subprocess.run([*REAL_TIME, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def one_run(lab, server_command, big, priority):
    with peers.Server(server_command, lab.bench.server_core) as server:
        small = lab.timed(SMALL)
        if big is None:
            return peers.generate_load(lab.bench, server, small, priority)
        longer = f"{big} --announce --warm 0.2 --secs {lab.secs + lab.warm + MORE_S}"
        with background(lab.bench, server, longer) as load:
            figures = peers.generate_load(lab.bench, server, small, priority)
            if load.poll() is not None:
                raise peers.RunFailed("the large broadcasts ended first")
            output, errors = load.communicate(timeout=peers.RUN_TIMEOUT_S)
        return {**figures, "big_per_s": peers.figures_of(load.returncode, output, errors)["bps"]}


@contextmanager
def background(bench, server, arguments):
    """A generator that is measuring already; gone afterwards."""
    load = subprocess.Popen(peers.load_command(bench, server, arguments), text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)
    try:
        if load.stdout.readline().strip() != "measuring":
            raise peers.RunFailed(f"no large broadcasts: {load.communicate()[1].strip()}")
        yield load
    finally:
        load.kill()
        load.wait()

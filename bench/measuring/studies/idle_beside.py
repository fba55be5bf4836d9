"""Whether a message costs more when many connections are open that say nothing."""

from measuring import growth

BESIDE = (0, 100, 1000, 10000)
WINDOWS = (1, 16)
HEADER = ["in flight each", "idle beside", "CPU µs / message", "to none", "p50 µs", "p99 µs", "generator busy"]


def run(lab):
    cells = lab.take_turns("idle-beside", {
        (window, beside): lab.run(lab.roomd(), lab.timed(
            f"--mode echo --n 100 --size 64 --w {window} --beside {beside}"))
        for window in WINDOWS for beside in BESIDE})
    rows = []
    notes = []
    for window in WINDOWS:
        costs = [cells[window, beside].middle("cpu_us") for beside in BESIDE]
        notes.append(growth.flatness(f"echo with {window} in flight", costs))
        for beside, cost in zip(BESIDE, costs):
            cell = cells[window, beside]
            rows.append([str(window), str(beside), growth.shown(cell, "cpu_us"), growth.relative(cost, costs[0]),
                         *(growth.shown(cell, key) for key in ("p50_us", "p99_us", "lg_util"))])
    notes += growth.failures(cells)
    return [growth.Table("echo of 64 B on 100 connections, others idle", HEADER, rows, notes)]

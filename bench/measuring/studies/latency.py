"""Latency at half of what a server can do, where it is a property of the server and not of the queue."""

from measuring import growth, tables

CLIENTS = "--mode echo --n 1000 --size 64"
HEADER = ["rate / s", "which is half of", "server", "p50 µs", "p99 µs", "max µs", "CPU µs / message",
          "server busy", "dropped", "generator busy"]


def run(lab):
    servers = {"roomd": lab.roomd(), "node": lab.node()}
    most = lab.take_turns("latency: the most,", {name: lab.run(server, lab.timed(CLIENTS))
                                                for name, server in servers.items()})
    rates = {name: round(cell.middle("mps") / 2) for name, cell in most.items() if cell.rounds}
    cells = lab.take_turns("latency: half of", {
        (of, name): lab.run(server, lab.timed(f"{CLIENTS} --w 16 --rate {rate}"))
        for of, rate in rates.items() for name, server in servers.items()})
    rows = [[str(rates[of]), of, name, *(growth.shown(cell, key) for key in (
        "p50_us", "p99_us", "max_us", "cpu_us", "srv_util", "dropped", "lg_util"))]
        for (of, name), cell in cells.items()]
    notes = [f"the most that {name} does with 1 message in flight each: {tables.number(rate * 2 / 1e3)} k / s"
             for name, rate in rates.items()]
    notes += growth.failures(most) + growth.failures(cells) + growth.busy_generator(cells)
    return [growth.Table("echo of 64 B on 1000 connections, sent on schedule", HEADER, rows, notes)]

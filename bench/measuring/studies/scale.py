"""Ten thousand clients of the watch rooms: idle, in a thousand rooms that play, and all back within ten seconds.

A run in which one client, one delivery or one room is missing is a failed one.
"""

from measuring import growth, peers

SHORTEST_S = 20  # measured; longer if --secs says so. Each page has had its heartbeats, half of them a ping.
TRIALS = {
    "10 000 idle beside 10 rooms of 10": "--mode rooms --rooms 10 --members 10 --beside 10000 --warm 6",
    "1000 rooms of 10, 5 states/s each": "--mode rooms --rooms 1000 --members 10 --play-rate 5 --warm 6",
    "10 000 back within 10 s": "--mode storm --rooms 1000 --members 10 --within 10",
}
HEADER = ["", "clients", "messages in / s", "deliveries / s", "server busy", "resident MiB", "KiB / client", "p50 µs",
          "p99 µs", "max µs", "all back after s", "lost or left out"]


def run(lab):
    command = peers.known_peer("roomd", lab.build).commands[peers.ROOMS]
    secs = max(lab.secs, SHORTEST_S)
    cells = lab.take_turns("scale", {
        name: lab.run(command, f"{arguments} --secs {secs} --token {peers.AUTH_KEY}")
        for name, arguments in TRIALS.items()})
    rows = [[name, *row(cell)] for name, cell in cells.items()]
    return [growth.Table("latency of a delivery from its scheduled time; of a return from the first SYN to the answered "
                         "room:join", HEADER, rows, growth.busy_generator(cells) + growth.failures(cells))]


def row(cell):
    clients = (cell.middle("n") or 0) + (cell.middle("beside") or 0)
    grown = (cell.middle("rss_kb") or 0) - (cell.middle("rss0_kb") or 0)
    storm = cell.middle("until_all_s") is not None
    return [f"{clients:.0f}", growth.shown(cell, "in_per_s"), growth.shown(cell, "mps"),
            growth.shown(cell, "srv_util"), growth.shown(cell, "rss_kb", 1 / 1024),
            f"{grown / clients:.2f}" if clients else "-", *(growth.shown(cell, key) for key in (
                "p50_us", "p99_us", "max_us", "until_all_s", "left_out" if storm else "missing"))]

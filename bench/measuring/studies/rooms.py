"""What the number of rooms, their size, and the rooms of one socket cost."""

from measuring import growth, tables

EXISTING = (1, 100, 1000, 10000)
MEMBERS = (1, 100, 1000, 10000)
JOINED = (0, 1, 10, 100)


def run(lab):
    join = "--mode joins --n 10 --w 16"
    return [
        series(lab, "broadcasts of 64 B to a room of 10, other rooms beside", "rooms", "CPU µs / delivery",
               {n: lab.timed(f"--mode bcast --n 10 --size 64 --held {n}") for n in EXISTING}),
        series(lab, "the same, 16 broadcasts in flight", "rooms", "CPU µs / delivery",
               {n: lab.timed(f"--mode bcast --n 10 --size 64 --w 16 --held {n}") for n in EXISTING}),
        series(lab, "join and leave of a room of one's own, other rooms beside", "rooms", "CPU µs / pair",
               {n: lab.timed(f"{join} --held {n}") for n in EXISTING}),
        series(lab, "join and leave of a room with members", "members", "CPU µs / pair",
               {n: lab.timed(f"{join} --beside {n}") for n in MEMBERS}),
        departures(lab),
    ]


def turns(lab, title, arguments):
    return lab.take_turns(f"rooms: {title},", {n: lab.run(lab.roomd(), text) for n, text in arguments.items()})


def series(lab, title, varied, unit, arguments):
    """A table of what should be flat; `arguments` by the number that grows."""
    cells = turns(lab, title, arguments)
    costs = {n: cell.middle("cpu_us") for n, cell in cells.items()}
    first = next(iter(costs.values()))
    rows = [[str(n), growth.shown(cells[n], "cpu_us"), growth.relative(cost, first)] for n, cost in costs.items()]
    notes = [growth.flatness("cost", list(costs.values())), *growth.failures(cells)]
    return growth.Table(title, [varied, unit, "to the first"], rows, notes)


def departures(lab):
    """Not flat: a socket has to leave each of its rooms. What one of them costs should be."""
    title = "disconnect of 1000 sockets, all in the same rooms"
    cells = turns(lab, title, {n: f"--mode depart --n 1000 --held {n} --secs {max(lab.secs, 1)}" for n in JOINED})
    bare = cells[0].middle("cpu_us")
    rows = [[str(n), growth.shown(cell, "cpu_us"), each(cell.middle("cpu_us"), bare, n)]
            for n, cell in cells.items()]
    return growth.Table(title, ["rooms of each", "CPU µs / socket", "ns / room more"], rows, growth.failures(cells))


def each(cost_us, bare_us, rooms):
    if not rooms or cost_us is None or bare_us is None:
        return "-"
    return tables.number((cost_us - bare_us) / rooms * 1e3)

"""What threads for connections bring: on one core, where they only cost, and on all of them."""

import os

from measuring import growth

LOADS = {
    "echo-100-64": "--mode echo --n 100 --size 64",
    "echo-100-64-w16": "--mode echo --n 100 --size 64 --w 16",
    "bcast-1000-64": "--mode bcast --n 1000 --size 64",
    "bcast-5000-64": "--mode bcast --n 5000 --size 64",
    "bcast-1000-16k": "--mode bcast --n 1000 --size 16384",
    "bcast-5000-16k": "--mode bcast --n 5000 --size 16384",
}
THREADS = (0, 1, 2)
HEADER = ["load", "io threads", "k / s", "p50 µs", "p99 µs", "CPU µs each", "hub busy", "server busy",
          "generator busy"]


def run(lab):
    everywhere = ",".join(map(str, sorted(os.sched_getaffinity(0))))
    places = {"1 core": lab.bench, f"all cores ({everywhere})": lab.on_cores(everywhere)}
    cells = lab.take_turns("io-threads", {
        (place, load, threads): lab.run(lab.roomd(threads), lab.timed(arguments), bench)
        for load, arguments in LOADS.items() for place, bench in places.items() for threads in THREADS})
    return [table(place, cells) for place in places]


def table(place, cells):
    here = {(load, threads): cell for (where, load, threads), cell in cells.items() if where == place}
    rows = [[load, str(threads), growth.shown(cell, "mps", 1e-3),
             *(growth.shown(cell, key) for key in ("p50_us", "p99_us", "cpu_us", "hub_busy", "srv_util", "lg_util"))]
            for (load, threads), cell in here.items()]
    return growth.Table(f"io threads, server on {place}", HEADER, rows, growth.failures(here))

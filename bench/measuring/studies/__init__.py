"""The studies of growth by name. Each module has run(lab), which measures and returns tables."""

from measuring.studies import head_of_line, idle_beside, io_threads, latency, memory_back, rooms, scale

ALL = {
    "io-threads": io_threads.run,
    "idle-beside": idle_beside.run,
    "rooms": rooms.run,
    "latency": latency.run,
    "head-of-line": head_of_line.run,
    "memory-back": memory_back.run,
    "scale": scale.run,
}

"""The scenarios: what the load generator is asked to do, and which of its figures counts."""

import re
from dataclasses import dataclass

from .peers import AUTH_KEY, EVENTS, ROOMS


@dataclass(frozen=True)
class Metric:
    key: str  # in the generator's JSON line
    unit: str
    scale: float = 1
    more_is_better: bool = False


MESSAGES = Metric("mpcs", "k messages / CPU s", 1e-3, more_is_better=True)
DELIVERIES = Metric("mpcs", "k deliveries / CPU s", 1e-3, more_is_better=True)
CPU_EACH = Metric("cpu_us", "CPU µs each")
CPU_PER_PING = Metric("cpu_us_per_ping", "CPU µs / ping")
MEMORY_EACH = Metric("kb_per_conn", "KiB / connection")
ROOMS_PER_CORE = Metric("rooms_per_core", "rooms / core", more_is_better=True)
MEMORY_PER_MEMBER = Metric("kb_per_member", "KiB / member")


@dataclass(frozen=True)
class Scenario:
    name: str
    what: str
    arguments: str  # of the load generator
    metrics: tuple  # a row each, from the same runs
    timed: bool = True  # lasts --secs after --warm; otherwise its arguments say, or it ends when its work is done
    steady: bool = True  # the same load all the time, so that a busy generator would spoil the latencies
    application: str = EVENTS  # that the server has to run


def echo(name, what, arguments, metric=MESSAGES):
    return Scenario(name, f"echo, {what}", f"--mode echo {arguments}", (metric,))


def polling_echo(name, what, arguments):
    return Scenario(name, f"polling echo, {what}", f"--mode pecho {arguments}", (MESSAGES,))


def broadcast(name, what, arguments):
    return Scenario(name, f"broadcast, {what}", f"--mode bcast {arguments}", (DELIVERIES,))


def counted(name, what, arguments, metric=CPU_EACH):
    return Scenario(name, what, arguments, (metric,), timed=False, steady=False)


def watch_rooms(name, what, arguments):
    # Every page has done each of its frequent things once before anything counts, and twice while it does.
    return Scenario(name, f"watch rooms, {what}", f"--mode rooms --token {AUTH_KEY} --warm 6 --secs 10 {arguments}",
                    (ROOMS_PER_CORE, MEMORY_PER_MEMBER), timed=False, application=ROOMS)


KIB, KIB16 = 1024, 16 * 1024

ALL = [
    echo("echo-1-64", "1 connection, 64 B", "--n 1 --size 64"),
    echo("echo-100-64", "100 connections, 64 B", "--n 100 --size 64"),
    echo("echo-1000-64", "1000 connections, 64 B", "--n 1000 --size 64"),
    echo("echo-5000-64", "5000 connections, 64 B", "--n 5000 --size 64"),
    echo("echo-100-64-w16", "100 connections, 64 B, 16 in flight each", "--n 100 --size 64 --w 16"),
    echo("echo-100-1k", "100 connections, 1 KiB", f"--n 100 --size {KIB}"),
    echo("echo-100-16k", "100 connections, 16 KiB", f"--n 100 --size {KIB16}"),
    echo("ev-100-64", "answered by an event", "--ev --n 100 --size 64"),
    echo("bin-100-64", "binary, 64 B", "--bin --n 100 --size 64"),
    echo("bin-100-1k", "binary, 1 KiB", f"--bin --n 100 --size {KIB}"),
    echo("rate5k-100-64", "5000 messages/s, 100 connections, 64 B", "--rate 5000 --w 16 --n 100 --size 64", CPU_EACH),
    broadcast("bcast-100-64", "100 receivers, 64 B", "--n 100 --size 64"),
    broadcast("bcast-1000-64", "1000 receivers, 64 B", "--n 1000 --size 64"),
    broadcast("bcast-5000-64", "5000 receivers, 64 B", "--n 5000 --size 64"),
    broadcast("bcast-1000-64-w8", "1000 receivers, 64 B, 8 in flight", "--n 1000 --size 64 --w 8"),
    broadcast("bcast-1000-1k", "1000 receivers, 1 KiB", f"--n 1000 --size {KIB}"),
    broadcast("bcast-1000-16k", "1000 receivers, 16 KiB", f"--n 1000 --size {KIB16}"),
    polling_echo("pecho-1-64", "1 client, 64 B", "--n 1 --size 64"),
    polling_echo("pecho-100-64", "100 clients, 64 B", "--n 100 --size 64"),
    polling_echo("pecho-100-1k", "100 clients, 1 KiB", f"--n 100 --size {KIB}"),
    polling_echo("pecho-100-16k", "100 clients, 16 KiB", f"--n 100 --size {KIB16}"),
    counted("connect-2000", "WebSocket connect incl. CONNECT", "--mode connect --n 2000"),
    counted("pconnect-1000", "polling connect incl. CONNECT", "--mode pconnect --n 1000"),
    counted("upgrade-1000", "polling connect, probe, upgrade, one echo", "--mode upgrade --n 1000"),
    counted("idle-5000", "5000 idle, WebSocket, one room", "--mode idle --join --n 5000 --secs 1", MEMORY_EACH),
    counted("idle-5000-after-16k", "5000 idle, WebSocket, after 16 KiB traffic on each",
            f"--mode idle --join --n 5000 --secs 1 --pre 3 --size {KIB16}", MEMORY_EACH),
    counted("pidle-5000", "5000 idle, polling, one room", "--mode pidle --join --n 5000 --secs 1", MEMORY_EACH),
    counted("ping-5000", "5000 idle, one ping interval and more", "--mode idle --n 5000 --secs 30", CPU_PER_PING),
    watch_rooms("rooms-1000x10", "1000 rooms of 10 pages, real rates", "--rooms 1000 --members 10"),
]

QUICK = ["echo-100-64", "echo-100-64-w16", "bcast-1000-64", "idle-5000", "connect-2000"]

LISTS = {"quick": [s for s in ALL if s.name in QUICK], "full": ALL}


def chosen(list_name, pattern):
    """The scenarios of a list whose names match; a pattern that matches nothing is an error."""
    found = [s for s in LISTS[list_name] if re.search(pattern, s.name)]
    if not found:
        raise ValueError(f"no scenario of '{list_name}' matches '{pattern}'")
    return found

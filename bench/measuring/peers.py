"""The servers that are measured, and one measurement: a fresh server on its core, the generator on another."""

import collections
import json
import os
import random
import resource
import shlex
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NODE_PEER = ROOT / "bench" / "peers" / "node"

START_TIMEOUT_S = 15
SILENT_AFTER_S = 1  # a peer that says nothing by then is asked by connecting
STOP_TIMEOUT_S = 3
RUN_TIMEOUT_S = 180

# What a scenario needs the server to run.
EVENTS = "events"  # the four events of README.md
ROOMS = "rooms"  # the watch-room application, with AUTH_KEY
AUTH_KEY = "bench"
# Without limits: scenarios ask for more than any page, and the peers have none.
LIMITS = ["--event-rate", "--signal-rate", "--audio-rate", "--list-rate", "--create-per-minute",
          "--failed-joins-per-minute", "--room-relay-rate", "--max-connections-per-ip", "--max-sockets-per-ip",
          "--handshake-burst", "--address-factor"]


class RunFailed(Exception):
    """No figures; the text says why."""


@dataclass(frozen=True)
class Peer:
    name: str
    commands: dict  # with {port}, by application; it takes part where it has one
    version: str = ""


@dataclass(frozen=True)
class Bench:
    """Where things run."""

    loadgen: Path
    server_core: int | str  # or a list for taskset
    load_core: int


def output_of(*command, fallback="unknown"):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return fallback


def node_version():
    manifest = NODE_PEER / "node_modules" / "socket.io" / "package.json"
    if not manifest.is_file():
        return "not installed (npm ci in bench/peers/node)"
    return f"socket.io {json.loads(manifest.read_text())['version']} on Node {output_of('node', '--version')}"


def server_command(*words):
    return shlex.join(map(str, words)) + " --port {port}"


def known_peer(name, build):
    if name == "roomd":
        rooms = server_command(build / "roomd", "--host", "127.0.0.1", "--auth-key", AUTH_KEY, "--log-level", "warn",
                               *(f"{limit}=0" for limit in LIMITS), "--max-rooms-per-ip=1000000")
        return Peer(name, {EVENTS: server_command(build / "tests/fixtures/bench_fixture"), ROOMS: rooms}, revision())
    if name == "node":
        rooms = server_command("node", NODE_PEER / "watchroom.mjs", "--auth-key", AUTH_KEY)
        return Peer(name, {EVENTS: server_command("node", NODE_PEER / "peer.mjs"), ROOMS: rooms}, node_version())
    raise ValueError(f"unknown peer '{name}'; give its command: --peer '{name}=COMMAND {{port}}'")


def peers_from(text):
    """Peers written as NAME=COMMAND, separated by semicolons."""
    for part in filter(None, (p.strip() for p in text.split(";"))):
        name, equals, command = part.partition("=")
        if not equals or "{port}" not in command:
            raise ValueError(f"not NAME=COMMAND with {{port}}: {part}")
        yield Peer(name.strip(), {EVENTS: command.strip()})


def revision():
    commit = output_of("git", "rev-parse", "--short", "HEAD")
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", fallback="")
    return commit + ("+changes" if changed else "")


def allow_many_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port():
    """Below the ports that the kernel gives to outgoing connections: one of those may be in use at any moment."""
    first_ephemeral = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for _ in range(200):
        port = random.randrange(10000, max(first_ephemeral, 11000))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RunFailed("no free port")


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        return True
    except OSError:
        return False


class Server:
    """A server's process. As a context manager: started and ready inside, gone after."""

    def __init__(self, command_line, core):
        self.port = free_port()
        command = [word.replace("{port}", str(self.port)) for word in shlex.split(command_line)]
        try:
            # taskset becomes the server, so its process id is the server's.
            self.process = subprocess.Popen(["taskset", "-c", str(core), *command], cwd=ROOT, text=True,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            raise RunFailed(f"cannot start: {error}") from error
        self.last_lines = collections.deque(maxlen=3)
        self.announced = threading.Event()
        self.reader = threading.Thread(target=self.read_output, daemon=True)
        self.reader.start()

    def read_output(self):
        for line in self.process.stdout:
            self.last_lines.append(line.strip())
            if "listening" in line.lower():
                self.announced.set()

    def wait_until_ready(self):
        started = time.monotonic()
        while time.monotonic() - started < START_TIMEOUT_S:
            if self.announced.wait(0.05):
                return
            if self.process.poll() is not None:
                raise RunFailed(f"server ended at once: {self.ending()}")
            if time.monotonic() - started > SILENT_AFTER_S and accepts(self.port):
                return
        raise RunFailed(f"server not ready after {START_TIMEOUT_S} s")

    def ending(self):
        self.reader.join(timeout=1)
        return f"status {self.process.returncode} {' / '.join(self.last_lines)}".strip()

    def stop(self):
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, signal_number)
            except ProcessLookupError:
                pass
            try:
                self.process.wait(STOP_TIMEOUT_S)
                break
            except subprocess.TimeoutExpired:
                continue
        self.reader.join(timeout=1)

    def __enter__(self):
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()


def load_command(bench, server, arguments):
    return ["taskset", "-c", str(bench.load_core), str(bench.loadgen), "--port", str(server.port),
            "--pid", str(server.process.pid), *shlex.split(arguments)]


def generate_load(bench, server, arguments, before=()):
    """The generator's figures for one run against a running server. Raises RunFailed."""
    command = [*before, *load_command(bench, server, arguments)]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=RUN_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise RunFailed(f"load generator not done after {RUN_TIMEOUT_S} s") from error
    if server.process.poll() is not None:
        raise RunFailed(f"server died: {server.ending()}")
    return figures_of(result.returncode, result.stdout, result.stderr)


def figures_of(status, output, errors):
    """What an ended generator printed. Raises RunFailed."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    figures = lines[0] if lines else {}
    if status != 0 or not lines:
        reason = figures.get("error") or errors.strip() or "no figures"
        raise RunFailed(f"load generator status {status}: {' / '.join(reason.splitlines()[-3:])}")
    return figures


def measure(bench, command_line, arguments):
    """The generator's figures for one run of a server. Raises RunFailed."""
    with Server(command_line, bench.server_core) as server:
        return generate_load(bench, server, arguments)

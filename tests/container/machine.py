"""Boots a Debian tree with systemd as process 1 in systemd-nspawn, for what only a real service manager shows.

The machine has namespaces, control groups and a loopback of its own, so its ports are nobody else's. It runs on the
kernel of this one.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from workshop import run

BOOT_SECONDS = 120
ASK_HEALTH = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=5).status)"


def wait_until(question, seconds, what):
    """The first answer that is true."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return answer


class Machine:
    """Boots the tree `root` at once; ends with power_off()."""

    def __init__(self, root, log):
        self.root = root
        self.log = log
        self.name = f"roomd-test-{os.getpid()}"
        # Where there is no systemd to make a scope for it, it gets a control group from us.
        self.groups = [] if Path("/run/systemd/system").exists() else groups(self.name)
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*into(self.groups), "systemd-nspawn", "--quiet", "--boot", "--register=no",
                 *(["--keep-unit"] if self.groups else []), f"--directory={root}", f"--machine={self.name}",
                 "--private-network", "--link-journal=no", "--resolv-conf=off", "--timezone=off", "--console=pipe"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def wait_for_boot(self):
        """Until systemd has started everything, or given up on something, which a test then sees."""
        wait_until(lambda: self.state() in ("running", "degraded"), BOOT_SECONDS, "the machine's boot")

    def state(self):
        """"" while nobody answers."""
        assert self.process.poll() is None, f"the machine is off: {self.log.read_text()[-3000:]}"
        try:
            return self.inside("sh", "-c", "systemctl is-system-running || true").strip()
        except AssertionError:  # there is no process 1 yet
            return ""

    def leader(self):
        """Its process 1, as this machine numbers it."""
        return run("pgrep", "--parent", self.process.pid).split()[0]

    def inside(self, *command):
        """What a command in the machine prints."""
        return run("nsenter", "--target", self.leader(), "--all", *command)

    def on_its_network(self):
        """Words before a command of this machine."""
        return ["nsenter", f"--net=/proc/{self.leader()}/ns/net"]

    def health(self, port):
        """The status of the answer, 0 while there is none."""
        url = f"http://127.0.0.1:{port}/health"
        try:
            return int(run(*self.on_its_network(), sys.executable, "-c", ASK_HEALTH, url))
        except AssertionError:
            return 0

    def power_off(self):
        """The first signal asks it to; the second does not ask."""
        for stop in (self.process.terminate, self.process.kill):
            stop()
            try:
                self.process.wait(timeout=60)
                break
            except subprocess.TimeoutExpired:
                pass
        for group in self.groups:
            subprocess.run(["find", group, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+"])


def groups(name):
    """Makes a control group of that name where systemd looks: its own hierarchy of version 1, and that of version 2."""
    top = Path("/sys/fs/cgroup")
    made = [place / name for place in (top / "systemd", top / "unified", top) if (place / "cgroup.procs").exists()]
    for group in made:
        group.mkdir()
    return made


def into(those):
    """Words before a command that is to run in these control groups."""
    return ["sh", "-c", 'until [ "$1" = -- ]; do echo $$ >"$1/cgroup.procs" || exit; shift; done; shift; exec "$@"',
            "into", *those, "--"]


class Unit:
    """A service of the machine, as its systemd and its kernel see it."""

    def __init__(self, machine, name):
        self.machine = machine
        self.name = name
        self.settings = machine.root / f"etc/systemd/system/{name}.service.d/test.conf"

    def systemctl(self, verb, *words):
        return self.machine.inside("systemctl", verb, *words, self.name).strip()

    def show(self, name):
        return self.systemctl("show", "--value", "--property", name)

    def of_process(self, name):
        """/proc/<main process>/<name>"""
        return self.machine.inside("cat", f"/proc/{self.show('MainPID')}/{name}")

    def status(self, key):
        lines = self.of_process("status").splitlines()
        return next(line.split()[1:] for line in lines if line.startswith(key + ":"))

    def mounts(self):
        """{path: options}, those of the file system included; of several on one path the last, which is seen."""
        lines = [line.split() for line in self.of_process("mountinfo").splitlines()]
        return {words[4]: {*words[5].split(","), *words[-1].split(",")} for words in lines}

    def journal(self):
        """What it said since it was started last, and what systemd said about it."""
        run_id = self.show("InvocationID")
        self.machine.inside("journalctl", "--sync")
        return self.machine.inside("journalctl", "--quiet", "--output=cat", f"_SYSTEMD_INVOCATION_ID={run_id}", "+",
                                   f"INVOCATION_ID={run_id}")

    def override(self, *lines):
        """Lines of [Service]; none to have it as it was installed."""
        self.settings.parent.mkdir(exist_ok=True)
        self.settings.write_text("\n".join(["[Service]", *lines, ""]))
        self.machine.inside("systemctl", "daemon-reload")

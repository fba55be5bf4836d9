"""Builds images without a container engine's daemon, and starts what is in them as process 1 on a read-only root.

Everything is made in memory, on a tmpfs that is gone at the end. Needs root, Linux, and Debian's package sources.
"""

import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))
from debian_packages import run  # noqa: E402

CLIENT = ROOT / "tests/container/client.mjs"
BASE_IMAGE = "docker.io/library/debian:bookworm-slim"
# Bind mounts, so that the root can be read-only and /data not; then process 1 becomes the program.
AS_PROCESS_1 = """
root=$1 user=$2 data=$3; shift 3
mkdir -p "$root/proc" && mount --bind "$root" "$root" && mount -o remount,ro,bind "$root" &&
  mount -t proc proc "$root/proc" && mount --bind "$data" "$root/data" || exit 1
exec chroot --userspec="$user" "$root" "$@"
"""


def missing():
    """What this machine lacks; "" when the tests can run."""
    lacks = [] if platform.system() == "Linux" else ["Linux"]
    lacks += [] if os.geteuid() == 0 else ["root"]
    lacks += [tool for tool in ("buildah", "debootstrap", "unshare", "pgrep", "node", "dpkg-deb", "systemd-nspawn",
                                "nsenter", "openssl") if not shutil.which(tool)]
    if not lacks and subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], stderr=subprocess.DEVNULL).returncode:
        lacks = ["the right to make namespaces (CAP_SYS_ADMIN)"]
    return ", ".join(lacks)


class Workshop:
    """A place in memory to build and to run in."""

    def __enter__(self):
        self.place = Path(tempfile.mkdtemp(prefix="container-test-"))
        run("mount", "-t", "tmpfs", "-o", "size=10g", "container-test", self.place)
        self.servers = []
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.kill()
        run("umount", "--lazy", self.place)
        self.place.rmdir()

    def buildah(self, *words):
        return run("buildah", "--root", self.place / "storage", "--runroot", self.place / "run",
                   "--storage-driver", "overlay", *words, cwd=ROOT)

    def debian(self):
        """A minimal Debian from this machine's package sources, as a directory."""
        base = self.place / "debian"
        if base.exists():
            return base
        run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", base, debian_mirror())
        sources = base / "etc/apt"
        (sources / "sources.list").unlink(missing_ok=True)
        for name in ("sources.list", "sources.list.d/debian.sources"):
            if (Path("/etc/apt") / name).exists():
                shutil.copy(Path("/etc/apt") / name, sources / name)
        # Beside the distribution's own, which its packages write anew.
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", base / "etc/ssl/this-machine.crt")
        (base / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n")
        shutil.rmtree(base / "var/cache/apt/archives", ignore_errors=True)
        return base

    def copy_of_debian(self, name):
        copy = self.place / name
        run("cp", "--archive", self.debian(), copy)
        return copy

    def install(self, root, *packages):
        """Debian's, or the files of packages that are there."""
        for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
            run("chroot", root, "apt-get", *command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})

    def package(self, root):
        """Builds ours. @return where it is in that tree."""
        built = run(ROOT / "deploy/debian/build").splitlines()[-1]
        run("cp", ROOT / built, root / "roomd.deb")
        return "/roomd.deb"

    def make_base_image(self):
        container = self.buildah("from", "scratch").strip()
        self.buildah("add", "-q", container, self.debian(), "/")
        self.buildah("config", "--env", "NODE_EXTRA_CA_CERTS=/etc/ssl/this-machine.crt", container)
        self.buildah("commit", "-q", container, BASE_IMAGE)
        self.buildah("rm", container)

    def volume(self, root):
        """A new one, as an engine makes it: with what the image has there, and its owner."""
        place = Path(tempfile.mkdtemp(prefix="volume-", dir=self.place)) / "data"
        run("cp", "--archive", root / "data", place)
        return place

    def start(self, root, user, command, environment, volume):
        """The program as process 1 of its own namespace, in `root`, as `user`, with the volume at /data."""
        log = self.place / f"log-{len(self.servers)}"
        server = Server(log, [root, user, volume, *command], environment)
        self.servers.append(server)
        return server


class Server:
    """A program that Workshop.start() started."""

    def __init__(self, log, words, environment):
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", AS_PROCESS_1, "start",
                 *map(str, words)],
                env={"PATH": os.environ["PATH"], **environment},
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def wait_for(self, words, seconds=20):
        """The rest of the first line of the log that has the words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.log.read_text().splitlines():
                if words in line:
                    return line.split(words, 1)[1]
            assert self.process.poll() is None, f"it ended: {self.log.read_text()}"
            time.sleep(0.02)
        raise AssertionError(f"no '{words}' in: {self.log.read_text()}")

    def port(self):
        return int(self.wait_for("listening on ").split()[0].rsplit(":", 1)[1])

    def id(self):
        """Of process 1, as the machine numbers it."""
        return int(run("pgrep", "--parent", self.process.pid).split()[0])

    def status(self, key):
        """The words behind it in /proc/<id>/status."""
        lines = Path(f"/proc/{self.id()}/status").read_text().splitlines()
        return next(line.split()[1:] for line in lines if line.startswith(key + ":"))

    def mounts(self):
        """Of what it sees: {path: options}."""
        lines = Path(f"/proc/{self.id()}/mountinfo").read_text().splitlines()
        return {line.split()[4]: line.split()[5].split(",") for line in lines}

    def stop(self, with_signal=signal.SIGTERM):
        """@return the exit code."""
        os.kill(self.id(), with_signal)
        return self.process.wait(timeout=20)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def client(port, what, key, within=(), **environment):
    """What the official client prints; `within` are words before its command."""
    url = f"http://127.0.0.1:{port}"
    return run(*within, "node", CLIENT, url, key, what, env={**os.environ, **environment}).split()


def settings_of(root):
    """The variables of /etc/default/roomd, which systemd reads by the same rules."""
    lines = (root / "etc/default/roomd").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def debian_mirror():
    """The mirror that apt asks on this machine."""
    listed = run("apt-get", "indextargets", "--format", "$(SITE) $(CODENAME) $(COMPONENT)")
    return next(line.split()[0] for line in listed.splitlines() if line.endswith(" bookworm main"))


shop = Workshop()

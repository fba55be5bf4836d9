#!/usr/bin/env python3
"""Builds the image of deploy/Dockerfile and the Debian package, and uses both as an operator would.

    container_test.py [Image] [Package] [Purge] [Service] [Nginx] [Caddy]

Ends with "N passed, N failed"; says what is missing where it cannot run, which is a failure.
"""

import json
import os
import re
import signal
import sys
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from proxies_test import Caddy, Nginx  # which unittest.main() runs, as the next  # noqa: F401
from service_test import Service  # noqa: F401
from workshop import client, missing, run, settings_of, shop

KEY = "container-test-key-0123456789"


def health(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
        return answer.status, json.load(answer)


class Image(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shop.make_base_image()
        shop.buildah("bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "-q",
                     "-f", "deploy/Dockerfile", "-t", "roomd-test", ".")
        container = shop.buildah("from", "--pull-never", "roomd-test").strip()
        cls.root = Path(shop.buildah("mount", container).strip())
        cls.config = json.loads(shop.buildah("inspect", "--type", "image", "roomd-test"))["Docker"]["config"]

    def start(self, volume=None, **settings):
        environment = dict(entry.split("=", 1) for entry in self.config["Env"])
        environment.update(PORT="0", HOST="127.0.0.1", **settings)
        return shop.start(self.root, self.config["User"], self.config["Entrypoint"], environment,
                          volume or shop.volume(self.root))

    def test_it_is_small_and_holds_nothing_to_log_in_to(self):
        size = int(run("du", "-sb", self.root).split()[0])
        paths = list(self.root.rglob("*"))
        names = {path.name for path in paths}
        print(f"# unpacked {size / 1e6:.1f} MB in {sum(path.is_file() for path in paths)} files")
        self.assertLess(size, 100e6)
        self.assertFalse(names & {"sh", "bash", "dash", "busybox", "apt", "apt-get", "dpkg", "perl", "python3"})

    def test_each_library_has_its_licence_beside_it(self):
        texts = {path.parent.name for path in self.root.glob("usr/share/doc/*/copyright") if path.stat().st_size}
        self.assertLessEqual({"roomd", "libc6", "libstdc++6", "libssl3", "libspdlog1.10", "rapidjson-dev"}, texts)
        libraries = [path for path in self.root.rglob("*.so*") if path.is_file()]
        self.assertGreater(len(libraries), 5)
        self.assertGreater(len((self.root / "usr/share/doc/socket.io-client/copyright").read_text()), 100)

    def test_it_says_how_it_wants_to_be_run(self):
        self.assertEqual(self.config["User"], "10001:10001")
        self.assertEqual(list(self.config["ExposedPorts"]), ["3001/tcp"])
        self.assertEqual(list(self.config["Volumes"]), ["/data"])
        self.assertEqual(self.config["Healthcheck"]["Test"], ["CMD", "/usr/bin/roomd", "--healthcheck"])
        self.assertEqual(self.config["StopSignal"], "SIGTERM")
        self.assertEqual(self.config["Labels"]["org.opencontainers.image.title"], "roomd")

    def test_as_process_1_on_a_read_only_root_it_serves_and_stops(self):
        server = self.start(AUTH_KEY=KEY)
        port = server.port()
        self.assertEqual(set(server.status("Uid") + server.status("Gid")), {"10001"})
        self.assertEqual(server.status("NSpid"), [str(server.id()), "1"])
        self.assertIn("ro", server.mounts()["/"])
        status, body = health(port)
        self.assertEqual((status, body["status"]), (200, "ok"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/socket.io/socket.io.min.js", timeout=5) as answer:
            self.assertEqual(answer.status, 200)
        client(port, "create", KEY)
        self.assertEqual(server.stop(), 0)

    def test_process_1_ends_at_an_interrupt_too(self):
        server = self.start(AUTH_KEY=KEY)
        server.port()
        self.assertEqual(server.stop(signal.SIGINT), 0)

    def test_its_health_check_asks_the_port_that_is_configured(self):
        server = self.start(AUTH_KEY=KEY)
        check = ["chroot", "--userspec=10001:10001", self.root, *self.config["Healthcheck"]["Test"][1:]]
        environment = {"PATH": os.environ["PATH"], "PORT": str(server.port()), "HOST": "127.0.0.1"}
        self.assertEqual(run(*check, env=environment), "")
        self.assertEqual(server.stop(), 0)
        with self.assertRaisesRegex(AssertionError, "nobody listens"):
            run(*check, env=environment)

    def test_rooms_outlive_the_container(self):
        volume = shop.volume(self.root)
        first = self.start(volume, AUTH_KEY=KEY)
        room, token = client(first.port(), "create", KEY)
        self.assertEqual(first.stop(), 0)
        second = self.start(volume, AUTH_KEY=KEY)
        client(second.port(), "return", KEY, ROOM_ID=room, OWNER_TOKEN=token)
        self.assertEqual(second.stop(), 0)

    def test_without_a_key_it_says_so_and_ends(self):
        server = self.start()
        self.assertEqual(server.process.wait(timeout=20), 1)
        self.assertIn("AUTH_KEY is missing", server.log.read_text())


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = shop.debian()
        shop.install(cls.root, shop.package(cls.root))

    def test_a_key_was_made_up_that_nobody_else_can_read(self):
        self.assertRegex(settings_of(self.root)["AUTH_KEY"], r"^[0-9a-f]{32}$")
        self.assertEqual((self.root / "etc/default/roomd").stat().st_mode & 0o777, 0o600)

    def test_what_the_unit_starts_serves_with_the_key_that_was_made_up(self):
        unit = (self.root / "lib/systemd/system/roomd.service").read_text()
        command = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1].split()
        # What StateDirectory= makes.
        (self.root / "data").mkdir(exist_ok=True)
        os.chown(self.root / "data", 65534, 65534)
        environment = {**settings_of(self.root), "PORT": "0", "HOST": "127.0.0.1", "DATA_DIR": "/data"}
        server = shop.start(self.root, "65534:65534", command, environment, shop.volume(self.root))
        port = server.port()
        self.assertEqual(health(port)[0], 200)
        client(port, "create", settings_of(self.root)["AUTH_KEY"])
        self.assertEqual(server.stop(), 0)

    def test_it_starts_at_boot(self):
        link = self.root / "etc/systemd/system/multi-user.target.wants/roomd.service"
        self.assertEqual(os.readlink(link), "/lib/systemd/system/roomd.service")

    def test_upgrading_keeps_the_key(self):
        key = settings_of(self.root)["AUTH_KEY"]
        run("chroot", self.root, "dpkg", "-i", "/roomd.deb")
        self.assertEqual(settings_of(self.root)["AUTH_KEY"], key)


class Purge(unittest.TestCase):
    """Behind Package, in the order of names."""

    def test_purging_leaves_nothing(self):
        run("chroot", shop.debian(), "dpkg", "--purge", "roomd")
        left = [str(path) for path in (shop.debian() / "etc").rglob("*roomd*")]
        self.assertEqual(left, [])


def main():
    lacks = missing()
    if lacks:
        print(f"the container tests cannot run here, they need: {lacks}\n0 passed, 1 failed")
        return 1
    with shop:
        result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""deploy/nginx.conf and deploy/Caddyfile in front of a roomd, with the official client in front of them.

The proxies come out of their Debian packages. Of their settings only names, addresses and certificates are replaced.
container_test.py runs this.
"""

import os
import re
import socket
import subprocess
import unittest

from machine import wait_until
from workshop import ROOT, run, shop

from debian_packages import unpacked  # workshop says where it is
from nginx_settings import make_certificate, nginx_file

KEY = "behind-a-proxy-0123456789"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Behind:
    """A roomd that trusts the proxy, and the proxy; both end with the test."""

    @classmethod
    def setUpClass(cls):
        run(ROOT / "deploy/debian/build")

    def setUp(self):
        self.place = shop.place / type(self).__name__
        self.place.mkdir()
        make_certificate(self.place, "localhost")
        self.log = self.place / "roomd.log"
        self.start([ROOT / "build/deb/root/usr/bin/roomd"], self.log, AUTH_KEY=KEY, PORT="0", HOST="127.0.0.1",
                   TRUSTED_PROXIES="127.0.0.1", LOG_LEVEL="info")
        found = wait_until(lambda: re.search(r"listening on 127.0.0.1:(\d+)", self.log.read_text()), 20, "roomd")
        self.upstream, self.port = found[1], free_port()

    def start(self, command, log, **variables):
        with log.open("w") as output:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=output, cwd=self.place,
                                       env={"PATH": os.environ["PATH"], "HOME": str(self.place), **variables})
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)

    def test_clients_come_through_and_are_seen_as_who_they_are(self):
        log = self.place / "proxy.log"
        self.start(self.proxy(), log)
        wait_until(lambda: answers(self.port), 20, "the proxy")
        said = run("node", ROOT / "tests/container/behind_proxy.mjs", f"https://localhost:{self.port}", KEY,
                   env={**os.environ, "NODE_EXTRA_CA_CERTS": str(self.place / "certificate")})
        self.assertEqual(said.split(), ["well"])
        refusals = re.findall(r"refused (\S+): wrong token", self.log.read_text())
        # The client's requests take no address of their own, its WebSockets do; neither is who it claims to be.
        self.assertEqual(refusals, ["127.0.0.1", "127.0.0.2"])


class Nginx(Behind, unittest.TestCase):
    def proxy(self):
        text = (ROOT / "deploy/nginx.conf").read_text()
        text = text.replace("listen [::]:443 ssl http2;", "").replace("listen 443", f"listen 127.0.0.1:{self.port}")
        text = text.replace("server 127.0.0.1:3001;", f"server 127.0.0.1:{self.upstream};")
        whole = nginx_file(text, self.place, "daemon off; user root;")
        return [unpacked("nginx", "usr/sbin/nginx"), "-e", "stderr", "-p", self.place, "-c", whole]


class Caddy(Behind, unittest.TestCase):
    def proxy(self):
        text = (ROOT / "deploy/Caddyfile").read_text()
        text = text.replace("reverse_proxy 127.0.0.1:3001", f"reverse_proxy 127.0.0.1:{self.upstream}")
        text = text.replace("watch.example.org {", f"https://localhost:{self.port} {{\n"
                                                   f"\ttls {self.place}/certificate {self.place}/key")
        whole = self.place / "Caddyfile"
        whole.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
        return [unpacked("caddy", "usr/bin/caddy"), "run", "--adapter", "caddyfile", "--config", whole]

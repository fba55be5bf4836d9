"""The built binary as a process: exit codes, what it prints, what it never prints, and how it stops.

Usage: process_test.py <path of roomd> [unittest arguments]
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOMD = sys.argv.pop(1)
KEY = "a-key-that-must-not-show"
# Instrumented builds start and stop more slowly.
PATIENCE_S = 5 * float(os.environ.get("INTEROP_SLOWDOWN", "1"))


class Roomd:
    """A running server on a port of its own, in an empty directory."""

    def __init__(self, *arguments, **variables):
        self.directory = tempfile.TemporaryDirectory()
        environment = {"PORT": "0", "HOST": "127.0.0.1", "AUTH_KEY": KEY, **inherited(), **variables}
        self.process = subprocess.Popen([ROOMD, *arguments], cwd=self.directory.name, env=environment,
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.log = ""
        self.listening = threading.Event()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def __enter__(self):
        if not self.listening.wait(PATIENCE_S):
            self.__exit__()
            raise AssertionError("not listening in time:\n" + self.log)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()
        self.directory.cleanup()

    def _read(self):
        for line in self.process.stderr:
            self.log += line
            if found := re.search(r"listening on (\S*):(\d+)", line):
                self.port = int(found.group(2))
                self.listening.set()

    def get(self, path, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self, number):
        """The exit code and how long it took, after this signal."""
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self.reader.join()
        return code, time.monotonic() - began


def inherited():
    """What an instrumented binary needs of our environment; nothing that configures roomd."""
    needed = re.compile(r"PATH|\w+SAN_OPTIONS|\w+_SYMBOLIZER_PATH")
    return {name: value for name, value in os.environ.items() if needed.fullmatch(name)}


def run(*arguments, dot_env=None, **variables):
    """A run that ends by itself."""
    with tempfile.TemporaryDirectory() as directory:
        if dot_env is not None:
            with open(os.path.join(directory, ".env"), "w", encoding="utf-8") as file:
                file.write(dot_env)
        return subprocess.run([ROOMD, *arguments], cwd=directory, env={**inherited(), **variables},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)


class Refusals(unittest.TestCase):
    def assert_refused(self, result, *parts):
        self.assertEqual(result.returncode, 1, result)
        self.assertEqual(result.stdout, "")
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_no_auth_key(self):
        self.assert_refused(run(), "AUTH_KEY")
        self.assert_refused(run(AUTH_KEY="  "), "AUTH_KEY")
        self.assert_refused(run(AUTH_KEY="''"), "AUTH_KEY")

    def test_unknown_flag_is_named(self):
        self.assert_refused(run("--prot=1", AUTH_KEY=KEY), "--prot")

    def test_bad_value_is_named(self):
        self.assert_refused(run("--port", "http", AUTH_KEY=KEY), "--port", "'http'", "65535")
        self.assert_refused(run(IO_THREADS="many", AUTH_KEY=KEY), "IO_THREADS", "'many'")

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            result = run(AUTH_KEY=KEY, HOST="127.0.0.1", PORT=port)
        self.assertEqual(result.returncode, 1, result)
        self.assertIn(port, result.stderr)
        self.assertNotIn(KEY, result.stderr)


class Answers(unittest.TestCase):
    def test_version(self):
        result = run("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"\Aroomd \d+\.\d+\.\d+\n\Z")

    def test_help_names_every_option_of_print_config(self):
        text = run("--help").stdout
        names = [line.split("=")[0] for line in run("--print-config").stdout.splitlines()]
        self.assertGreater(len(names), 10)
        for name in names:
            self.assertIn(name, text)

    def test_print_config_masks_the_key(self):
        result = run("--print-config", "--port=81", dot_env=f"AUTH_KEY={KEY}\nPORT=80\nIO_THREADS=2\n")
        self.assertEqual(result.returncode, 0, result)
        self.assertIn("AUTH_KEY=***\n", result.stdout)
        self.assertIn("PORT=81\n", result.stdout)
        self.assertIn("IO_THREADS=2\n", result.stdout)
        self.assertNotIn(KEY, result.stdout + result.stderr)


class Serving(unittest.TestCase):
    def test_routes_and_key_from_dot_env_style_quotes(self):
        with Roomd(AUTH_KEY=f'"{KEY}"') as server:
            status, body = server.get("/health")
            self.assertEqual(status, 200)
            self.assertIn('"status":"ok"', body)
            self.assertEqual(server.get("/stats")[0], 401)
            self.assertEqual(server.get("/stats", {"Authorization": "Bearer " + KEY}),
                             (200, '{"totalRooms":0,"totalMembers":0,"rooms":[]}'))
            self.assertEqual(server.get("/nothing"), (404, '{"error":"Not Found"}'))

    def test_handshake_announces_the_heartbeat_and_the_limit(self):
        with Roomd() as server:
            status, body = server.get("/socket.io/?EIO=4&transport=polling")
            self.assertEqual(status, 200)
            self.assertRegex(body, r'\A0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],"pingInterval":25000,'
                                   r'"pingTimeout":60000,"maxPayload":1000000\}\Z')

    def test_the_log_tells_what_runs_but_no_secret(self):
        with Roomd("--io-threads", "2") as server:
            server.get("/stats", {"Authorization": "Bearer " + KEY})
            server.get("/stats", {"Authorization": "Bearer wrong-" + KEY})
            self.assertEqual(server.stop(signal.SIGTERM)[0], 0)
            self.assertRegex(server.log, r"roomd \d+\.\d+\.\d+")
            self.assertIn("IO_THREADS=2", server.log)
            self.assertNotIn(KEY, server.log)


class Stopping(unittest.TestCase):
    def assert_stops(self, number, *arguments):
        with Roomd(*arguments) as server:
            code, seconds = server.stop(number)
            self.assertEqual(code, 0, server.log)
            self.assertLess(seconds, 2)

    def test_sigterm_and_sigint(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            for threads in ("0", "2"):
                with self.subTest(signal=number, threads=threads):
                    self.assert_stops(number, "--io-threads", threads)

    def test_with_an_idle_connection_a_half_request_and_a_waiting_poll(self):
        with Roomd() as server:
            _, body = server.get("/socket.io/?EIO=4&transport=polling")
            sid = re.search(r'"sid":"([^"]+)"', body).group(1)
            idle, half, poll = (socket.create_connection(("127.0.0.1", server.port)) for _ in range(3))
            with idle, half, poll:
                half.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
                poll.sendall(f"GET /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                server.get("/health")
                code, seconds = server.stop(signal.SIGTERM)
            self.assertEqual(code, 0, server.log)
            self.assertLess(seconds, 2)


if __name__ == "__main__":
    unittest.main()

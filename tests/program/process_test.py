"""The built binary as a process, without Node: does it start as told, and stop when told?

tests/interop/program/ looks closer, through real clients. Usage: process_test.py <path of roomd> <version>
"""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from contextlib import contextmanager

ROOMD = os.path.abspath(sys.argv.pop(1))
VERSION = sys.argv.pop(1)
KEY = "a-key-that-must-not-show"
# Instrumented builds start and stop more slowly.
PATIENCE_S = 10 * float(os.environ.get("INTEROP_SLOWDOWN", "1"))


def environment(**variables):
    """What an instrumented binary needs of ours; nothing of ours that would configure roomd."""
    needed = re.compile(r"PATH|\w+SAN_OPTIONS|\w+_SYMBOLIZER_PATH")
    return {**{k: v for k, v in os.environ.items() if needed.fullmatch(k)}, **variables}


def run(*arguments, dot_env="", **variables):
    """A run that ends by itself, in a directory with that .env file."""
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, ".env"), "w", encoding="utf-8") as file:
            file.write(dot_env)
        return subprocess.run([ROOMD, *arguments], cwd=directory, env=environment(**variables),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)


@contextmanager
def serving(*arguments, prepare=None):
    """A running server: (process, port, the log so far). `prepare` runs in its process first."""
    variables = environment(AUTH_KEY=KEY, PORT="0", HOST="127.0.0.1")
    with tempfile.TemporaryDirectory() as directory, subprocess.Popen(
            [ROOMD, *arguments], cwd=directory, env=variables, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, preexec_fn=prepare) as process:
        log = ""
        try:
            while not (found := re.search(r"listening on \S*:(\d+)", log)):
                line = process.stderr.readline()
                if not line:
                    raise AssertionError("it ended instead of listening:\n" + log)
                log += line
            yield process, int(found.group(1)), log
        finally:
            process.kill()


class Starting(unittest.TestCase):
    def assert_refused(self, result, *parts):
        self.assertEqual((result.returncode, result.stdout), (1, ""), result)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_without_a_key_it_says_so_before_it_listens(self):
        for key in ("", "  ", "''"):
            self.assert_refused(run(AUTH_KEY=key), "AUTH_KEY")

    def test_an_unknown_flag_and_a_bad_value_are_named(self):
        self.assert_refused(run("--prot=1", AUTH_KEY=KEY), "--prot")
        self.assert_refused(run("--port", "http", AUTH_KEY=KEY), "--port", "'http'", "65535")
        self.assert_refused(run(dot_env="IO_THREADS=many"), "IO_THREADS in .env", "'many'")

    def test_version_and_help(self):
        self.assertEqual(run("--version").stdout, f"roomd {VERSION}\n")
        text = run("--help").stdout
        for line in run("--print-config").stdout.splitlines():
            self.assertIn(line.split("=")[0], text)

    def test_print_config_shows_what_wins_and_masks_the_key(self):
        result = run("--print-config", "--port=82", dot_env=f"AUTH_KEY={KEY}\nPORT=80\nIO_THREADS=2\n", PORT="81")
        for line in ("AUTH_KEY=***\n", "PORT=82\n", "IO_THREADS=2\n"):
            self.assertIn(line, result.stdout)
        self.assertNotIn(KEY, result.stdout + result.stderr)


class Serving(unittest.TestCase):
    def test_the_root_tells_the_version(self):
        with serving() as (_, port, _):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S) as answer:
                self.assertEqual(json.load(answer)["version"], VERSION)


    def test_it_raises_the_limit_of_open_files_as_far_as_it_may_and_says_how_far(self):
        def few_files():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 321))

        with serving(prepare=few_files) as (process, _, log):
            while "open files" not in log:
                line = process.stderr.readline()
                self.assertTrue(line, log)
                log += line
            self.assertRegex(log, r"up to 321 open files\b")
            with open(f"/proc/{process.pid}/limits", encoding="ascii") as limits:
                self.assertRegex(limits.read(), r"(?m)^Max open files +321 +321 ")


class Stopping(unittest.TestCase):
    def test_both_signals_end_it_with_success_while_peers_hang(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            for threads in ("0", "2"):
                with self.subTest(signal=number, threads=threads):
                    self.stop(number, "--io-threads", threads)

    def stop(self, number, *arguments):
        with serving(*arguments) as (process, port, log):
            with socket.create_connection(("127.0.0.1", port)) as idle, socket.create_connection(
                    ("127.0.0.1", port)) as half:
                half.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
                self.assertIsNotNone(idle)
                began = time.monotonic()
                process.send_signal(number)
                self.assertEqual(process.wait(PATIENCE_S), 0)
            self.assertLess(time.monotonic() - began, 2)
            self.assertNotIn(KEY, log + process.stderr.read())


if __name__ == "__main__":
    unittest.main()

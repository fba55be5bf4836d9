"""A program with an Asio event loop of its own, on the installed library."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from installation import COMPILER, Installation, run
from running_server import RunningServer

HERE = Path(__file__).resolve().parent
MACROS = ["-DASIO_STANDALONE", "-DASIO_DISABLE_STD_ALIGNED_ALLOC"]


class Asio(unittest.TestCase):
    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="roomd-consumer-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.installation = Installation()
        self.addCleanup(self.installation.close)

    def compile(self):
        run([*COMPILER, "-std=c++20", *MACROS, *self.installation.pkg_config("--cflags", "socketio"), "-c",
             HERE / "embedded.cpp", "-o", self.directory / "embedded.o"])

    def check(self, flags, library_path=None):
        program = self.directory / "embedded"
        run([*COMPILER, self.directory / "embedded.o", *flags, "-o", program])
        server = RunningServer(program, library_path)
        try:
            self.assertEqual(server.echo("hello"), '430["hello"]')
        finally:
            code = server.stop()
        self.assertEqual(code, 0)

    def test_shared_and_then_static(self):
        self.compile()
        self.check(self.installation.pkg_config("--libs", "socketio"), self.installation.libdir)
        self.installation.without_shared_libraries()
        self.check(self.installation.pkg_config("--static", "--libs", "socketio"))

    def test_without_the_macros_the_header_says_what_to_do(self):
        done = subprocess.run([*COMPILER, "-std=c++20", "-fsyntax-only", "-I", str(self.installation.include), "-x",
                               "c++", "-"], input="#include <engineio/asio_network.hpp>\n", capture_output=True,
                              text=True, env={**os.environ, "LC_ALL": "C"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("compile with -DASIO_STANDALONE -DASIO_DISABLE_STD_ALIGNED_ALLOC", done.stderr)


if __name__ == "__main__":
    unittest.main()

"""Each installed header compiles as the only one of a file, and brings in nothing but the standard library."""

import os
import re
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from installation import COMPILER, Installation

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
# Where a compiler or libc keeps its own, below any of the include directories.
STANDARD = re.compile(r"/(c\+\+|gcc|clang|llvm-\d+|bits|sys|asm|asm-generic|linux|gnu)/|^/usr/include/(\S+-linux-gnu/)?[\w-]+\.h$")
# For programs that have Asio themselves; its top says what it must be compiled with.
ASIO_HEADER = "engineio/asio_network.hpp"
ASIO_FLAGS = ["-DASIO_STANDALONE", "-DASIO_DISABLE_STD_ALIGNED_ALLOC"]
NOT_STANDARD = re.compile(r"/(zlib|zconf|llhttp)\.h$")


def compile_alone(installation, name):
    """What the compiler complains of, and the files it opened."""
    flags = [*FLAGS, *(ASIO_FLAGS if name == ASIO_HEADER else [])]
    done = subprocess.run([*COMPILER, *flags, "-H", "-I", str(installation.include), "-x", "c++", "-"],
                          input=f"#include <{name}>\n", capture_output=True, text=True)
    opened = re.findall(r"^\.+ (.*)$", done.stderr, re.MULTILINE)
    complaints = "" if done.returncode == 0 else done.stderr
    return complaints, opened


class Headers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installation = Installation()
        cls.addClassCleanup(cls.installation.close)
        include = cls.installation.include
        cls.names = sorted({str(path.relative_to(include)) for path in include.rglob("*.hpp")})
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            cls.results = list(pool.map(lambda name: compile_alone(cls.installation, name), cls.names))

    def test_the_layers_are_there(self):
        self.assertEqual({name.split("/")[0] for name in self.names}, {"base", "engineio", "socketio"})
        self.assertIn("socketio/version.hpp", self.names)

    def test_each_compiles_alone(self):
        for name, (complaints, _) in zip(self.names, self.results):
            with self.subTest(header=name):
                self.assertEqual(complaints, "")

    def test_none_but_that_for_asio_needs_a_third_party_header(self):
        for name, (_, opened) in zip(self.names, self.results):
            if name == ASIO_HEADER:
                continue
            foreign = [file for file in opened if not file.startswith(str(self.installation.include)) and
                       (not STANDARD.search(file) or NOT_STANDARD.search(file))]
            with self.subTest(header=name):
                self.assertEqual(foreign, [])

    def test_other_files_are_not_installed(self):
        include = self.installation.include
        others = [str(path) for path in include.rglob("*") if path.is_file() and path.suffix != ".hpp"]
        self.assertEqual(others, [])


if __name__ == "__main__":
    unittest.main()

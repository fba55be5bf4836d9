"""The library as `meson install` leaves it, in a directory of its own.

The environment says what is tested: BUILD_DIR, SOURCE_ROOT, and CXX_COMMAND, the compiler with its arguments.
"""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

SOURCE_ROOT = Path(os.environ["SOURCE_ROOT"])
BUILD_DIR = Path(os.environ["BUILD_DIR"])
COMPILER = shlex.split(os.environ["CXX_COMMAND"])


def run(command, **more):
    """The standard output; a command that fails is told with everything it wrote."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command}\nended with {done.returncode}:\n{done.stdout}")
    return done.stdout


class Installation:
    """`tags` as for `meson install`. Remove it with close()."""

    def __init__(self, tags="devel,runtime"):
        self.directory = Path(tempfile.mkdtemp(prefix="roomd-installed-"))
        run(["meson", "install", "-C", BUILD_DIR, "--no-rebuild", "--tags", tags, "--destdir", self.directory])
        pc_file = next(self.directory.rglob("engineio.pc"), None)
        # As if it had been configured for this prefix.
        for file in self.directory.rglob("*.pc"):
            built_for = file.read_text().splitlines()[0].removeprefix("prefix=")
            self.prefix = self.directory / built_for.lstrip("/")
            file.write_text(file.read_text().replace(f"prefix={built_for}", f"prefix={self.prefix}"))
        if pc_file:
            self.libdir = pc_file.parent.parent
            self.include = self.prefix / "include" / "roomd"

    def files(self):
        return sorted(str(path.relative_to(self.directory)) for path in self.directory.rglob("*") if path.is_file())

    def pkg_config(self, *words):
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.libdir / "pkgconfig")}
        return run(["pkg-config", *words], env=environment).split()

    def without_shared_libraries(self):
        """Removes them, as where only static ones were installed."""
        for file in self.libdir.glob("lib*.so*"):
            file.unlink()

    def close(self):
        shutil.rmtree(self.directory)

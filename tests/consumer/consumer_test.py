"""Programs outside this tree, built on the installed library in each way that README.md names."""

import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from installation import BUILD_DIR, COMPILER, SOURCE_ROOT, Installation, run
from running_server import RunningServer

HERE = Path(__file__).resolve().parent
ENVIRONMENT = {**os.environ, "CXX": " ".join(COMPILER)}


def project_version():
    line = next(line for line in (SOURCE_ROOT / "meson.build").read_text().splitlines() if "version :" in line)
    return line.split("'")[1]


class Consumer(unittest.TestCase):
    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="roomd-consumer-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def install(self):
        installation = Installation()
        self.addCleanup(installation.close)
        return installation

    def check_server(self, program, library_path=None):
        server = RunningServer(program, library_path)
        try:
            self.assertEqual(server.echo("hello"), '430["hello"]')
            self.assertEqual(server.versions, [project_version()] * 4)
        finally:
            code = server.stop()
        self.assertEqual(code, 0)

    def needed_libraries(self, program):
        return run(["readelf", "-d", program])


class PkgConfig(Consumer):
    def compile(self, installation):
        run([*COMPILER, "-std=c++20", *installation.pkg_config("--cflags", "socketio"), "-c", HERE / "server.cpp",
             "-o", self.directory / "server.o"])

    def link(self, flags):
        run([*COMPILER, self.directory / "server.o", *flags, "-o", self.directory / "server"])
        return self.directory / "server"

    def test_shared_and_then_static(self):
        installation = self.install()
        self.compile(installation)
        program = self.link(installation.pkg_config("--libs", "socketio"))
        self.assertIn("[libsocketio.so.", self.needed_libraries(program))
        self.check_server(program, installation.libdir)

        installation.without_shared_libraries()
        program = self.link(installation.pkg_config("--static", "--libs", "socketio"))
        self.assertNotIn("libsocketio", self.needed_libraries(program))
        self.assertNotIn("libengineio", self.needed_libraries(program))
        self.check_server(program)

    def test_both_packages_tell_the_version_of_the_project(self):
        installation = self.install()
        for package in ("engineio", "socketio"):
            self.assertEqual(installation.pkg_config("--modversion", package), [project_version()])


@unittest.skipUnless(shutil.which("cmake"), "CMake is not installed")
class CMake(Consumer):
    def build(self, installation, *options):
        run(["cmake", "-G", "Ninja", "-S", HERE / "cmake", "-B", self.directory,
             f"-DCMAKE_PREFIX_PATH={installation.prefix}", f"-DVERSION={project_version()}", *options],
            env=ENVIRONMENT)
        run(["cmake", "--build", self.directory], env=ENVIRONMENT)
        return self.directory / "server"

    def test_shared(self):
        # CMake puts the place of the library into the program.
        self.check_server(self.build(self.install()))

    def test_static(self):
        program = self.build(self.install(), "-DROOMD_USE_STATIC_LIBS=ON")
        self.assertNotIn("libengineio", self.needed_libraries(program))
        self.check_server(program)


class Subproject(Consumer):
    def test_the_libraries_alone_are_built(self):
        for file in (HERE / "subproject" / "meson.build", HERE / "server.cpp"):
            shutil.copy(file, self.directory)
        (self.directory / "subprojects").mkdir()
        (self.directory / "subprojects" / "roomd").symlink_to(SOURCE_ROOT)
        build = self.directory / "build"
        compiler = [sys.executable, HERE / "reuse_objects.py", BUILD_DIR, *COMPILER]
        run(["meson", "setup", build, self.directory, "--wrap-mode=nodownload", "-Dforce_fallback_for=socketio",
             "-Droomd:client_bundle=disabled"],
            env={**os.environ, "CXX": " ".join(str(word) for word in compiler)})
        run(["ninja", "-C", build, "server"])
        self.assertFalse((build / "subprojects" / "roomd" / "roomd").exists())
        self.check_server(build / "server")


class Tags(Consumer):
    def installed_by(self, tags):
        installation = Installation(tags)
        self.addCleanup(installation.close)
        return installation.files()

    def test_runtime_is_the_shared_libraries(self):
        files = self.installed_by("runtime")
        self.assertTrue(files)
        self.assertTrue(all(".so." in file or "/licenses/" in file for file in files), files)

    @unittest.skipUnless((BUILD_DIR / "roomd").exists(), "built without the program")
    def test_program_is_the_server(self):
        self.assertEqual([Path(file).name for file in self.installed_by("program")], ["roomd"])


if __name__ == "__main__":
    unittest.main()

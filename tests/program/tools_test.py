"""The tools that judge the project are judged here: tests/run and .ci/check_layers.py.

A runner that loses a failure, or a checker that finds nothing, would make every other result worthless.
"""

import os
import sys
import unittest
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True


def load(name, path):
    loader = SourceFileLoader(name, str(ROOT / path))
    module = module_from_spec(spec_from_loader(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module


runner = load("runner", "tests/run")
layers = load("layers", ".ci/check_layers.py")


class Counting(unittest.TestCase):
    def test_doctest(self):
        text = "[doctest] test cases: 20 | 17 passed | 3 failed | 1 skipped\n[doctest] assertions: 9 | 9 passed | 0 failed |\n"
        self.assertEqual(runner.count_cases(text), (17, 3))

    def test_tap(self):
        text = "# Subtest: x\n# tests 9\n# suites 2\n# pass 6\n# fail 2\n# cancelled 1\n# skipped 0\n# todo 0\n"
        self.assertEqual(runner.count_cases(text), (6, 3))

    def test_unittest(self):
        self.assertEqual(runner.count_cases("Ran 5 tests in 0.1s\n\nOK\n"), (5, 0))
        text = "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\n"
        self.assertEqual(runner.count_cases(text), (3, 3))

    def test_what_was_left_out_is_counted(self):
        self.assertEqual(runner.count_skipped("# pass 6\n# fail 2\n# skipped 4\n# todo 0\n"), 4)
        self.assertEqual(runner.count_skipped("Ran 7 tests in 0.1s\n\nOK (skipped=2)\n"), 2)
        self.assertEqual(runner.count_skipped("Ran 7 tests in 0.1s\n\nFAILED (failures=1, skipped=1)\n"), 1)
        self.assertEqual(runner.count_skipped("Ran 7 tests in 0.1s\n\nOK\n"), 0)

    def test_of_tap_the_failures_are_shown(self):
        text = "TAP version 13\nok 1 - a\n  ---\n  ...\nnot ok 2 - b\n  ---\n  error: why\n    ...\n    more\n  ...\nok 3 - c\n# fail 1\n"
        self.assertEqual(runner.essence(text), "not ok 2 - b\n  ---\n  error: why\n    ...\n    more\n  ...\n# fail 1")

    def test_anything_else_is_not_counted(self):
        self.assertIsNone(runner.count_cases("all good\n"))


class Running(unittest.TestCase):
    def outcome(self, program, timeout_s=30):
        suite = runner.Suite("x", [sys.executable, "-c", program], "x", timeout_s=timeout_s)
        result = runner.run_suite(suite, dict(os.environ))
        return result.passed, result.failed

    def test_exit_code_decides_where_nothing_is_counted(self):
        self.assertEqual(self.outcome("pass"), (1, 0))
        self.assertEqual(self.outcome("raise SystemExit(3)"), (0, 1))

    def test_a_crash_after_a_good_summary_is_a_failure(self):
        self.assertEqual(self.outcome("print('Ran 2 tests in 0s\\n\\nOK', flush=True); raise SystemExit(1)"), (2, 1))

    def test_a_suite_without_cases_is_a_failure(self):
        self.assertEqual(self.outcome("print('Ran 0 tests in 0s\\n\\nOK')"), (0, 1))

    def test_a_suite_that_hangs_is_stopped_and_fails(self):
        self.assertEqual(self.outcome("import time; time.sleep(60)", timeout_s=0.5), (0, 1))


class Layers(unittest.TestCase):
    def assert_includes(self, path, line, allowed):
        found = layers.check_includes(path, line + "\n")
        self.assertEqual(found == [], allowed, found)

    def assert_words(self, path, code, allowed):
        found = layers.check_words(path, layers.code_only(code))
        self.assertEqual(found == [], allowed, found)

    def test_a_layer_includes_those_below_it_only(self):
        self.assert_includes("engineio/src/x.cpp", '#include "base/timers.hpp"', True)
        self.assert_includes("base/src/x.cpp", '#include "engineio/session.hpp"', False)
        self.assert_includes("watchroom/src/x.cpp", '#include "engineio/session.hpp"', False)
        self.assert_includes("watchroom/src/domain/x.hpp", '#include "watchroom/config.hpp"', True)
        self.assert_includes("watchroom/src/domain/x.hpp", '#include "watchroom/app.hpp"', False)
        self.assert_includes("src/x.cpp", '#include "../engineio/src/engine.hpp"', False)

    def test_libraries_stay_in_their_place(self):
        self.assert_includes("engineio/src/net/x.cpp", "#include <asio.hpp>", True)
        self.assert_includes("engineio/src/x.cpp", "#include <asio/io_context.hpp>", False)
        self.assert_includes("socketio/src/x.cpp", "#include <rapidjson/reader.h>", True)
        self.assert_includes("socketio/include/socketio/x.hpp", "#include <rapidjson/reader.h>", False)
        self.assert_includes("base/src/log.cpp", "#include <spdlog/logger.h>", True)
        self.assert_includes("src/x.cpp", "#include <spdlog/logger.h>", False)

    def test_words(self):
        self.assert_words("socketio/src/x.cpp", "auto t = std::chrono::steady_clock::now();", False)
        self.assert_words("engineio/src/net/x.cpp", "auto t = std::chrono::steady_clock::now();", True)
        self.assert_words("src/x.cpp", "std::this_thread::sleep_for(1s);", False)
        self.assert_words("socketio/src/x.cpp", "std::mutex m;", False)
        self.assert_words("base/include/base/mailbox.hpp", "std::mutex m;", True)
        self.assert_words("src/x.cpp", "try { f(); } catch (...) {}", False)
        self.assert_words("engineio/src/x.cpp", "struct Room;", False)
        self.assert_words("engineio/src/x.cpp", "// room\nconst char* t = \"room\"; /* std::mutex */", True)

    def test_machine_paths_and_unfinished_thoughts(self):
        self.assertEqual(layers.check_prose("README.md", "see https://example.org/work/x\n"), [])
        self.assertNotEqual(layers.check_prose("README.md", "cd " + "/" + "work/main\n"), [])
        self.assertNotEqual(layers.check_prose("README.md", "in " + "/" + "home/ada/roomd\n"), [])
        self.assertNotEqual(layers.check_prose("src/x.cpp", "// TO" + "DO: later\n"), [])

    def test_function_lengths(self):
        code = "int f() {\n  if (x) {\n    y();\n  }\n  return 1;\n}\n\nclass C {\n  void g() {\n    h();\n  }\n};\n"
        self.assertEqual(list(layers.function_lengths(code)), [(1, 6), (9, 3)])


if __name__ == "__main__":
    unittest.main()

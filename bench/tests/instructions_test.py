"""From callgrind's dumps to a table and back: a comparison that loses a change would be worse than none."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measuring import instructions  # noqa: E402 (its folder is the parent of this one)

DUMP = """# callgrind format
version: 1
desc: Trigger: Client Request: server/echo 64 B

positions: line
events: Ir
summary: 1000

fl=(1) a.cpp
fn=reply(int)
0 700
cfn=copy()
calls=5 0
0 300

fn=copy()
+3 300
totals: 1003
"""
COUNTS = {("protocol", "echo 64 B"): 100.4, ("server", "echo 64 B"): 200.0, ("server", "new"): 5.0}


class Dumps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "counts.1").write_text(DUMP)
        (self.folder / "counts.2").write_text(DUMP.replace("Client Request: server/echo 64 B", "Program termination"))

    def test_only_dumps_that_were_asked_for_count(self):
        dumps = instructions.dumps_in(self.folder)
        self.assertEqual({key: dump.instructions for key, dump in dumps.items()}, {("server", "echo 64 B"): 1000})

    def test_counts_are_divided_by_messages(self):
        played = instructions.Played("GCC 12, glibc 2\nserver/echo 64 B 50\n")
        self.assertEqual(played.built_with, "GCC 12, glibc 2")
        counts = instructions.per_message(played.messages, instructions.dumps_in(self.folder))
        self.assertEqual(counts, {("server", "echo 64 B"): 20})

    def test_a_scenario_without_a_dump_is_an_error(self):
        for output in ("GCC 12\nserver/echo 1 KiB 50\n", "GCC 12\n", ""):
            with self.assertRaises(RuntimeError):
                instructions.per_message(instructions.Played(output).messages, instructions.dumps_in(self.folder))

    def test_functions_are_listed_without_what_they_call(self):
        table = instructions.function_table(instructions.dumps_in(self.folder)["server", "echo 64 B"], share=1)
        self.assertIn("| 70.0% | `reply(int)` |\n| 30.0% | `copy()` |", table)


class Tables(unittest.TestCase):
    def test_what_is_kept_is_read_again(self):
        kept = instructions.read_kept(instructions.kept_text(COUNTS, "today, commit abc", "GCC 12"))
        self.assertEqual(kept.when, "today, commit abc")
        self.assertEqual(kept.surroundings, "GCC 12")
        self.assertEqual(kept.counts, {("protocol", "echo 64 B"): 100, ("server", "echo 64 B"): 200, ("server", "new"): 5})

    def test_a_comparison_shows_every_change(self):
        kept = instructions.Kept("today", "", {("protocol", "echo 64 B"): 100, ("server", "echo 64 B"): 160,
                                               ("server", "old"): 1})
        text = instructions.comparison(COUNTS, kept)
        self.assertIn("| echo 64 B | 100 | 100 | same | 160 | 200 | +25.0 % |", text)
        self.assertIn("| new | - | - | - | - | 5 | - |", text)
        self.assertIn("not counted now: old", text)


if __name__ == "__main__":
    unittest.main()

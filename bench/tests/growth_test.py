#!/usr/bin/env python3
"""Unit tests of what bench/grow concludes from its figures."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True

from measuring import growth, peers  # noqa: E402


def lab(rounds=1, **more):
    return growth.Lab(peers.Bench(Path("loadgen"), 0, 1), Path("build"), rounds, 2, 0.5, 10, 1, **more)


class Flatness(unittest.TestCase):
    def test_up_to_a_quarter_more_is_flat(self):
        self.assertIn(": flat", growth.flatness("cost", [4, 5, 4.5]))
        self.assertIn("NOT flat", growth.flatness("cost", [4, 5.1, 4]))

    def test_a_missing_run_is_not_taken_for_flat(self):
        self.assertIn("not known", growth.flatness("cost", [4, None]))
        self.assertIn("not known", growth.flatness("cost", [0, 1]))
        self.assertIn("not known", growth.flatness("cost", []))


class MemoryBack(unittest.TestCase):
    def test_share_of_what_the_crowd_took(self):
        self.assertEqual(growth.came_back(fresh=10, full=50, after=20), 0.75)
        self.assertEqual(growth.came_back(fresh=10, full=50, after=60), -0.25)

    def test_nothing_taken_has_no_share(self):
        self.assertIsNone(growth.came_back(fresh=10, full=10, after=10))


class Turns(unittest.TestCase):
    def test_trials_alternate_round_by_round(self):
        order = []
        trials = {name: lambda n=name: order.append(n) or {"x": len(order)} for name in "ab"}
        cells = lab(rounds=3).take_turns("study", trials)
        self.assertEqual(order, list("ababab"))
        self.assertEqual(cells["a"].middle("x"), 3)

    def test_a_failed_run_is_told_and_does_not_count(self):
        def fails():
            raise peers.RunFailed("gone")

        here = lab()
        cells = here.take_turns("study", {("a", 1): fails})
        self.assertEqual(here.lost, ["study a 1: gone"])
        self.assertEqual(growth.shown(cells["a", 1], "x"), "failed")
        self.assertEqual(growth.failures(cells), ["a 1: failed in 1 of 1 rounds: gone"])


class Generator(unittest.TestCase):
    def test_words_beside_the_figures_are_skipped(self):
        self.assertEqual(peers.figures_of(0, 'measuring\n{"mps":1}\n', ""), {"mps": 1})

    def test_a_status_is_a_failure_even_with_figures(self):
        with self.assertRaisesRegex(peers.RunFailed, "status 6"):
            peers.figures_of(6, '{"mps":1}\n', "client 1: lost\n")
        with self.assertRaises(peers.RunFailed):
            peers.figures_of(0, "", "")

    def test_a_busy_one_is_named(self):
        cell = growth.Cell()
        cell.rounds.append({"lg_util": 0.97})
        self.assertEqual(growth.busy_generator({"a": cell}), ["a: the generator was busy 97% of its core"])


class Environment(unittest.TestCase):
    def test_it_is_set_for_the_server_alone(self):
        self.assertEqual(lab().roomd(1, ("A=1", "B=x y")),
                         "env A=1 'B=x y' build/tests/fixtures/bench_fixture --io-threads 1 --port {port}")


if __name__ == "__main__":
    unittest.main()

"""The npm packages in the lock files run on the Node of Debian 12: a newer one of ours would hide that they do not."""

import json
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEBIAN_NODE = (18, 20, 4)


def accepts(engines):
    """Whether one of the alternatives "*", "6.*" and ">= 10.2" is true of DEBIAN_NODE."""
    for alternative in engines.split("||"):
        at_least = re.fullmatch(r"\s*>=\s*([\d.]+?)(?:\.\*)?\s*", alternative)
        if alternative.strip() == "*" or alternative.strip() == f"{DEBIAN_NODE[0]}.*":
            return True
        if at_least and tuple(map(int, at_least[1].split("."))) <= DEBIAN_NODE:
            return True
    return False


def lock_files():
    listed = subprocess.run(["git", "ls-files", "*package-lock.json"], cwd=ROOT, capture_output=True, text=True)
    found = [ROOT / name for name in listed.stdout.split()]
    return found or [ROOT / "tests" / "interop" / "package-lock.json"]  # no clone, but a release


class NodePackages(unittest.TestCase):
    def test_each_runs_on_debians_node(self):
        for lock in lock_files():
            for name, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
                engines = package.get("engines", {})
                if isinstance(engines, dict) and "node" in engines:
                    with self.subTest(lock=str(lock.relative_to(ROOT)), package=name, node=engines["node"]):
                        self.assertTrue(accepts(engines["node"]))

    def test_a_package_for_a_newer_node_is_found(self):
        self.assertFalse(accepts(">=20"))
        self.assertFalse(accepts("^20.19.0 || >=22.12.0"))
        self.assertTrue(accepts("6.* || 8.* || >= 10.*"))


if __name__ == "__main__":
    unittest.main()

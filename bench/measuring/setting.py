"""Where figures were taken, and where they are kept."""

import os
import re
from pathlib import Path

from measuring import peers

RESULTS = peers.ROOT / "bench" / "RESULTS.md"


def machine():
    def field(file, pattern):
        found = re.search(pattern, Path(file).read_text(), re.MULTILINE)
        return found.group(1).strip() if found else "unknown"

    cpu = field("/proc/cpuinfo", r"^model name\s*:\s*(.+)$")
    memory = int(field("/proc/meminfo", r"^MemTotal:\s+(\d+)")) / 2**20
    kernel = field("/proc/sys/kernel/osrelease", r"^([0-9.]*[0-9])")
    system = field("/etc/os-release", r'^PRETTY_NAME="?([^"\n]+)')
    return f"{cpu}, {os.cpu_count()} cores, {memory:.1f} GiB, Linux {kernel}, {system}"


def without_folders(text):
    return re.sub(r"(?<![\w.])(?:/[^\s/'\";=]+)+/", "", text)


def append_to_results(section):
    RESULTS.write_text(RESULTS.read_text().rstrip("\n") + "\n\n" + section.rstrip("\n") + "\n")

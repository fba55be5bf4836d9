#!/usr/bin/env python3
"""Fetches the npm package that package-lock.json names, into a directory: fetch.py <npm> <directory>

Prints the directory of the package. Does nothing when that lock was fetched there before.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = Path("node_modules") / "socket.io-client"
TIMEOUT_S = 120


def fetch(npm, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, directory / name)
    command = [npm, "ci", "--ignore-scripts", "--omit=optional", "--fetch-retries=1", "--fetch-timeout=20000"]
    done = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S)
    return done.stdout if done.returncode else ""


def main():
    npm, directory = sys.argv[1], Path(sys.argv[2])
    stamp = directory / "fetched-lock.json"
    lock = (HERE / "package-lock.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        try:
            complaint = fetch(npm, directory)
        except (OSError, subprocess.TimeoutExpired) as error:
            complaint = str(error)
        if complaint:
            sys.exit(f"npm ci failed: {complaint.strip().splitlines()[0]}")
        stamp.write_bytes(lock)
    print(directory / PACKAGE)


if __name__ == "__main__":
    main()

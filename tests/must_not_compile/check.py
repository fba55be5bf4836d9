#!/usr/bin/env python3
"""Compiles one file and compares the outcome with what its first line promises.

    check.py <file> <compiler and its arguments...>

The first line is "// compiles", or "// error: <words>" for a file that must be refused with a message that
has these words. The file that compiles is the control: without it, a wrong include path would pass for
success.
"""
import os
import resource
import subprocess
import sys

# A template that is refused may still send a compiler off for all memory of the machine.
MEMORY_BYTES = 4 << 30


def main():
    path, command = sys.argv[1], sys.argv[2:]
    with open(path, encoding="utf-8") as source:
        promise = source.readline().removeprefix("//").strip()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    run = subprocess.run(
        command + ["-fsyntax-only", "-fdiagnostics-color=never", path],
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C"},
        text=True,
        check=False,
    )
    if promise == "compiles":
        kept = run.returncode == 0
    else:
        kept = run.returncode != 0 and promise.removeprefix("error:").strip() in run.stderr
    if not kept:
        sys.exit(f"{path}: expected \"{promise}\"; the compiler returned {run.returncode} and said:\n{run.stderr}")


main()

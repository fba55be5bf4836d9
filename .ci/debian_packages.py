"""Files out of Debian packages that are not installed, so that nothing of them starts to listen on this machine."""

import shutil
import subprocess
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / "build" / "deploy-tools"


def run(*command, **options):
    """What it prints. What it says when it fails is part of the exception."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-3000:].strip()}"
    return done.stdout


def unpacked(package, path):
    """Where that file of the package is."""
    place = PLACE / package
    if not (place / path).exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            run("apt-get", "download", "-q", package, cwd=place)
        except AssertionError:  # the lists of packages are old, or there are none
            run("apt-get", "update", "-q")
            run("apt-get", "download", "-q", package, cwd=place)
        run("dpkg-deb", "-x", next(place.glob("*.deb")), place)
    return place / path

"""The kernel's command line, and its start."""

import os
import signal
import subprocess
import sys

from . import cache
from .java import Jdk

_HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.path.join(_HERE, "lib")


def command(jdk: Jdk, cache_options: list[str], argument: str) -> list[str]:
    return [jdk.executable, *cache_options, *options(), "-jar", os.path.join(LIBRARY, _text("main")), argument]


def options() -> list[str]:
    return _text("options").splitlines()


def _text(name: str) -> str:
    with open(os.path.join(_HERE, name), encoding="utf-8") as file:
        return file.read()


def start(jdk: Jdk, connection: str) -> int:
    """On POSIX it becomes Java, so that signals and the exit code are Java's own; Windows knows no such thing."""
    words = command(jdk, cache.options(jdk), connection)
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        # An interrupt comes as a message; what Ctrl+C does is the kernel's to decide.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.Popen(words).wait()
    os.execv(words[0], words)

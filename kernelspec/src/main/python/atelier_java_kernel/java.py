"""Finds a JDK that is new enough: by JAVA_HOME, on PATH, then in the usual folders."""

import glob
import os
import re
import shutil
import subprocess
import sys
from typing import Iterator, NamedTuple

OLDEST = 25


class NoJava(Exception):
    """None was found; the text says what was."""


class Jdk(NamedTuple):
    executable: str
    #: What tells it from others: its release file, or what it says of itself.
    description: str


def find() -> Jdk:
    refused = []
    for source, home in _homes():
        jdk, complaint = _examined(home)
        if jdk:
            return jdk
        refused.append(f"{source} ({home}) {complaint}")
    looked = "; ".join(refused[:5]) if refused else "neither JAVA_HOME nor PATH has one"
    raise NoJava(
        f"no JDK {OLDEST} or newer was found: {looked}. Install one, for example Temurin {OLDEST}, and set JAVA_HOME to it."
    )


def _homes() -> Iterator[tuple[str, str]]:
    if os.environ.get("JAVA_HOME"):
        yield "JAVA_HOME", os.environ["JAVA_HOME"]
    on_path = shutil.which("java")
    # Apple's is no Java, only a dialog that offers one.
    if on_path and not (sys.platform == "darwin" and on_path == "/usr/bin/java"):
        yield "the java on PATH", os.path.dirname(os.path.dirname(os.path.realpath(on_path)))
    for pattern in _usual():
        for home in sorted(glob.glob(pattern), reverse=True):
            if os.path.isdir(home):
                yield "the folder", home


def _usual() -> list[str]:
    home = os.path.expanduser("~")
    sdkman = os.path.join(home, ".sdkman/candidates/java/*")
    if sys.platform == "darwin":
        machines = "Library/Java/JavaVirtualMachines/*/Contents/Home"
        return [f"/{machines}", os.path.join(home, machines), "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home", sdkman]
    if sys.platform == "win32":
        programs = os.environ.get("ProgramFiles", r"C:\Program Files")
        return [os.path.join(programs, vendor, "*") for vendor in ("Eclipse Adoptium", "Java", "Microsoft", "Zulu")]
    return [os.path.join(os.environ.get("ATELIER_JDK_FOLDERS", "/usr/lib/jvm"), "*"), sdkman]


def _examined(home: str) -> tuple[Jdk | None, str]:
    executable = os.path.join(home, "bin", "java.exe" if sys.platform == "win32" else "java")
    if not os.access(executable, os.X_OK):
        return None, "has no bin/java"
    description = _release(home) or _own_words(executable)
    version = re.search(r'(?:JAVA_VERSION="|java\.specification\.version = )(?:1\.)?(\d+)', description)
    if not version:
        return None, "does not tell its version"
    if int(version.group(1)) < OLDEST:
        return None, f"is Java {version.group(1)}"
    if 'MODULES="' in description and "jdk.jshell" not in description:
        return None, "is a runtime without a compiler"
    return Jdk(executable, description), ""


def _release(home: str) -> str:
    try:
        with open(os.path.join(home, "release"), encoding="utf-8", errors="replace") as file:
            return file.read(100_000)
    except OSError:
        return ""


def _own_words(executable: str) -> str:
    """For a java that lies apart from its JDK, as Windows' installers put it on PATH."""
    try:
        command = [executable, "-XshowSettings:properties", "-version"]
        return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30).stderr
    except (OSError, subprocess.SubprocessError):
        return ""

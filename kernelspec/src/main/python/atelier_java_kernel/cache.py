"""The ahead-of-time cache of the kernel's classes, which halves its start: one for each Java and each version of the jars."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from typing import Iterator

from . import launch
from .java import Jdk

#: Of an environment variable: "no" makes no cache and uses none.
SWITCH = "ATELIER_KERNEL_AOT"
_KEPT = 4
_TRAINING_SECONDS = 180
#: The first cells should have the cores for themselves.
_LATER_SECONDS = 15
_STALE_SECONDS = 3600


def options(jdk: Jdk) -> list[str]:
    """Those that use the cache. Where there is none yet, none, and one is begun in the background."""
    if os.environ.get(SWITCH, "").lower() in ("no", "off", "0"):
        return []
    try:
        file = _file(jdk)
        if os.path.exists(file):
            # Another person's may be read and not touched.
            with contextlib.suppress(OSError):
                os.utime(file)
            return [f"-XX:AOTCache={file}"]
        if not _recent(file + ".failed") and not _recent(file + ".lock"):
            _begin()
    except OSError as e:
        print(f"The Java kernel starts without its cache: {e}", file=sys.stderr)
    return []


def prepare(jdk: Jdk) -> int:
    """Makes the cache now, and says what it is. The exit code is 0 when it is there."""
    file = _file(jdk)
    print(f"Java: {jdk.executable}")
    with _locked(file) as mine:
        if not mine:
            print("Another process is making the cache.", file=sys.stderr)
            return 1
        if not os.path.exists(file):
            complaint = _train(jdk, file)
            if complaint:
                print(f"No cache could be made; the kernel starts more slowly. {complaint}", file=sys.stderr)
                return 1
    print(f"Cache: {file}")
    return 0


def prepare_later(jdk: Jdk) -> int:
    """What a kernel's start leaves behind. Where it fails, the reason lies beside, and nobody tries again for an hour."""
    file = _file(jdk)
    with _locked(file) as mine:
        if not mine or os.path.exists(file):
            return 0
        time.sleep(_LATER_SECONDS)
        with contextlib.suppress(OSError, AttributeError):
            os.nice(10)
        complaint = _train(jdk, file)
        if complaint:
            with open(file + ".failed", "w", encoding="utf-8") as log:
                log.write(complaint)
            return 1
        _forget_others(file)
    return 0


def _begin() -> None:
    """In a session of its own: it outlives the kernel, and no signal to the kernel's group reaches it."""
    subprocess.Popen(
        [sys.executable, "-m", __package__, "--prepare-later"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_own_group(),
    )


def _own_group() -> dict:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _train(jdk: Jdk, file: str) -> str:
    """Empty, or what went wrong. The cache appears at once, or not at all."""
    part = f"{file}.{os.getpid()}"
    words = launch.command(jdk, [f"-XX:AOTCacheOutput={part}"], "train")
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **_own_group()
    )
    try:
        said, _ = process.communicate(timeout=_TRAINING_SECONDS)
        if process.returncode == 0 and os.path.exists(part):
            os.replace(part, file)
            return ""
        return f"The training run ended with {process.returncode} and said: {said[-2000:]}"
    except subprocess.TimeoutExpired:
        return f"The training run did not end within {_TRAINING_SECONDS} seconds."
    finally:
        _end(process)
        with contextlib.suppress(FileNotFoundError):
            os.remove(part)


def _end(process: subprocess.Popen) -> None:
    """With the JVM that a training JVM starts to write the cache."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def _locked(file: str) -> Iterator[bool]:
    """Whether this process is the one that makes it."""
    lock = file + ".lock"
    os.makedirs(os.path.dirname(file), exist_ok=True)
    if os.path.exists(lock) and not _recent(lock):
        os.remove(lock)
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        yield False
        return
    try:
        yield True
    finally:
        os.remove(lock)


def _recent(file: str) -> bool:
    try:
        return time.time() - os.stat(file).st_mtime < _STALE_SECONDS
    except FileNotFoundError:
        return False


def _forget_others(file: str) -> None:
    """Other Javas and environments of this person have theirs here too; what was not used for longest goes."""
    folder = os.path.dirname(file)
    caches = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".aot")]
    for old in sorted(caches, key=os.path.getmtime, reverse=True)[_KEPT:]:
        with contextlib.suppress(OSError):
            os.remove(old)


def _file(jdk: Jdk) -> str:
    """A JVM that is given a cache of other jars or options says nothing and starts slowly; so its name holds all of that."""
    digest = hashlib.sha256()
    modules = os.path.join(os.path.dirname(os.path.dirname(jdk.executable)), "lib", "modules")
    jars = sorted(os.path.join(launch.LIBRARY, name) for name in os.listdir(launch.LIBRARY))
    for word in (jdk.executable, jdk.description, *launch.options(), _stamp(modules), *map(_stamp, jars)):
        digest.update(word.encode("utf-8", "surrogateescape") + b"\0")
    return os.path.join(_folder(), f"kernel-{digest.hexdigest()[:16]}.aot")


def _stamp(file: str) -> str:
    try:
        status = os.stat(file)
        return f"{file} {status.st_size} {status.st_mtime_ns}"
    except FileNotFoundError:
        return file


def _folder() -> str:
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        caches = os.path.join(home, "Library", "Caches")
    elif sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    else:
        caches = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(caches, "atelier", "java-kernel")

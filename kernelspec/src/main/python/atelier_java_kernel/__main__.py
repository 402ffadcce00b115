"""python -m atelier_java_kernel -f CONNECTION_FILE, as kernel.json starts it; --prepare makes the cache ahead."""

import argparse
import sys

from . import cache, java, launch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m atelier_java_kernel", description="The Java kernel for Jupyter.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("-f", metavar="FILE", dest="connection", help="start a kernel by Jupyter's connection file")
    what.add_argument("--prepare", action="store_true", help="make the cache that halves a start, and say which Java runs")
    what.add_argument("--prepare-later", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    try:
        jdk = java.find()
    except java.NoJava as e:
        print(f"The Java kernel cannot start: {e}", file=sys.stderr)
        return 1
    if arguments.connection:
        return launch.start(jdk, arguments.connection)
    if arguments.prepare_later:
        return cache.prepare_later(jdk)
    return cache.prepare(jdk)


sys.exit(main())

"""Atelier's Java kernel for Jupyter: its jars, and what finds a Java and starts it."""

import os
import sys

# "python -m" puts the working folder first, which is the notebook's: a signal.py beside it would be taken for Python's own.
if sys.argv[:1] == ["-m"] and sys.path[:1] in ([""], [os.getcwd()]):
    del sys.path[0]

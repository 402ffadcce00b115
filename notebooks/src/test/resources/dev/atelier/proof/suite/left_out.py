"""Leaves out the cases of a list, each of which must be there: a plugin for pytest. The file is named by ATELIER_SUITE_LEFT_OUT."""

import os
from pathlib import Path

import pytest


def cases():
    lines = Path(os.environ["ATELIER_SUITE_LEFT_OUT"]).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "::" in line]


def means(case, name):
    """A case means itself, all its parameters, and, as a class, what is in it."""
    return name == case or name.startswith((case + "[", case + "::"))


def pytest_collection_modifyitems(config, items):
    kept, deselected, used = [], [], set()
    for item in items:
        case = next((case for case in cases() if means(case, item.nodeid)), None)
        used.add(case)
        (deselected if case else kept).append(item)
    stale = set(cases()) - used
    if stale:
        raise pytest.UsageError(f"the list leaves out cases that do not exist: {sorted(stale)}")
    config.hook.pytest_deselected(items=deselected)
    items[:] = kept

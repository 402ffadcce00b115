"""Prints as JSON which exporters of nbconvert work here: {name: {"output_mimetype": type}}."""
import sys

# The working folder is the share, and whose files lie there must not be what is imported here.
sys.path[:] = [folder for folder in sys.path if folder]

import importlib.util
import json
import shutil

NEEDED = {
    "asciidoc": lambda: shutil.which("pandoc"),
    "latex": lambda: shutil.which("pandoc"),
    "rst": lambda: shutil.which("pandoc"),
    "pdf": lambda: shutil.which("pandoc") and shutil.which("xelatex"),
    "webpdf": lambda: importlib.util.find_spec("playwright"),
    "qtpdf": lambda: importlib.util.find_spec("PyQt5"),
    "qtpng": lambda: importlib.util.find_spec("PyQt5"),
}


def exporters():
    if importlib.util.find_spec("nbconvert") is None:
        return {}
    from nbconvert.exporters import get_export_names, get_exporter

    found = {}
    for name in get_export_names():
        if name == "custom" or not NEEDED.get(name, lambda: True)():
            continue
        try:
            found[name] = {"output_mimetype": get_exporter(name)().output_mimetype}
        except Exception:  # an exporter of somebody's that cannot even be made
            continue
    return found


print(json.dumps(exporters()))

"""FORMAT NOTEBOOK NAME FOLDER: converts the notebook and writes the result into FOLDER as "result".

Prints as JSON what it is: {"mimetype", "extension"}. With files of its own (pictures, say) the result is a zip.
"""
import sys

# The working folder is the share, and whose files lie there must not be what is imported here.
sys.path[:] = [folder for folder in sys.path if folder]

import datetime
import io
import json
import os
import zipfile

import nbformat
from nbconvert.exporters import get_exporter

form, source, name, folder = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
changed = datetime.datetime.fromtimestamp(os.path.getmtime(source))
exporter = get_exporter(form)()
output, resources = exporter.from_notebook_node(
    notebook,
    resources={
        "metadata": {"name": name, "modified_date": changed.strftime("%B %d, %Y"), "path": os.path.dirname(source)}
    },
)
content = output.encode("utf-8") if isinstance(output, str) else output
extension = resources["output_extension"]
mimetype = exporter.output_mimetype
if resources.get("outputs"):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(os.path.basename(name) + extension, content)
        for file, data in resources["outputs"].items():
            files.writestr(os.path.basename(file), data)
    content, extension, mimetype = archive.getvalue(), ".zip", "application/zip"
with open(os.path.join(folder, "result"), "wb") as result:
    result.write(content)
print(json.dumps({"mimetype": mimetype or "application/octet-stream", "extension": extension}))

"""Turns jupyter_server's own tests of its API towards a gateway that runs already.

Put beside the tests, so that these fixtures go before those that start a server in this process. Where the gateway is stands
in the environment; which cases are left out is left_out.py's.
"""

import json
import os
import shutil
import urllib.parse
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

URL = os.environ["ATELIER_SUITE_URL"]
TOKEN = os.environ["ATELIER_SUITE_TOKEN"]
SHARE = Path(os.environ["ATELIER_SUITE_SHARE"])
DATA = Path(os.environ["ATELIER_SUITE_DATA"])


def pytest_collection_modifyitems(config, items):
    """Of some fixtures only the first parameter has a meaning here: the others are classes of jupyter_server."""
    kept, deselected = [], []
    for item in items:
        indices = getattr(getattr(item, "callspec", None), "indices", {})
        repeated = any(indices.get(fixture, 0) > 0 for fixture in ("jp_argv", "jp_server_config"))
        (deselected if repeated else kept).append(item)
    config.hook.pytest_deselected(items=deselected)
    items[:] = kept


def request(method, path):
    asked = urllib.request.Request(URL + path, method=method, headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        body = answer.read()
    return json.loads(body) if body else None


def empty(folder):
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@pytest.fixture(autouse=True)
def jp_server_cleanup():
    """Each test finds an empty share, and leaves no kernel."""
    empty(SHARE)
    yield
    for session in request("GET", "/api/sessions"):
        request("DELETE", f"/api/sessions/{session['id']}")
    for kernel in request("GET", "/api/kernels"):
        request("DELETE", f"/api/kernels/{kernel['id']}")


@pytest.fixture
def jp_root_dir():
    return SHARE


@pytest.fixture
def jp_data_dir():
    DATA.mkdir(parents=True, exist_ok=True)
    yield DATA
    empty(DATA)


@pytest.fixture
def jp_base_url():
    return "/"


@pytest.fixture
def jp_http_port():
    return urllib.parse.urlparse(URL).port


@pytest.fixture
def jp_auth_header():
    return {"Authorization": f"token {TOKEN}"}


@pytest.fixture
def jp_serverapp():
    """What the tests ask of the server's object and that has a meaning here; they fail at anything else."""
    return SimpleNamespace(
        root_dir=str(SHARE),
        kernel_manager=SimpleNamespace(default_kernel_name="python3", use_pending_kernels=False),
    )


@pytest.fixture
def jp_kernelspecs(jp_data_dir):
    """As the tests have them, with the language that each kernelspec must have and theirs lack."""
    for name in ("sample", "sample2", "bad"):
        folder = jp_data_dir / "kernels" / name
        folder.mkdir(parents=True)
        argv = ["non_existent_path" if name == "bad" else "cat", "{connection_file}"]
        spec = {"argv": argv, "display_name": "Test kernel", "language": "none"}
        (folder / "kernel.json").write_text(json.dumps(spec))
        (folder / "resource.txt").write_text("The very model of a modern major general")


class Client(SimpleAsyncHTTPClient):
    async def fetch(self, path, **kwargs):
        response = await super().fetch(URL + path, **kwargs)
        # A policy means the same in every order; the tests compare it with the server's own.
        policy = response.headers.get("Content-Security-Policy", "").split("; ")
        order = ["frame-ancestors", "report-uri", "default-src", "sandbox"]
        policy.sort(key=lambda directive: order.index(directive.split(" ")[0]) if directive else -1)
        response.headers["Content-Security-Policy"] = "; ".join(policy)
        return response


@pytest.fixture
def http_server_client(jp_asyncio_loop):
    async def made():
        return Client(force_instance=True)

    client = jp_asyncio_loop.run_until_complete(made())
    yield client
    client.close()

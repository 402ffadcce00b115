"""Gives nbclient's own tests the kernels of a gateway, whose address stands in JUPYTER_GATEWAY_URL."""

import jupyter_client
import pytest
from jupyter_server.gateway.managers import GatewayKernelClient, GatewayKernelManager


class RemoteKernelManager(GatewayKernelManager):
    async def _async_is_alive(self):
        """What clients ask while they wait; Jupyter's own would look for a process here."""
        return await self.is_alive()


# What a NotebookClient takes that nobody gave another one.
jupyter_client.AsyncKernelManager = RemoteKernelManager

opened = []
start_channels = GatewayKernelClient.start_channels


async def remember(self, *args, **kwargs):
    opened.append(self)
    await start_channels(self, *args, **kwargs)


GatewayKernelClient.start_channels = remember


@pytest.fixture(autouse=True)
def close_clients():
    """Some tests leave a client open; a gateway's has a thread for which this process would wait for ever."""
    yield
    while opened:
        opened.pop().stop_channels()

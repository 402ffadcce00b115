"""Kernels of a gateway, for programs that use a kernel manager alone: JUPYTER_GATEWAY_URL says which gateway."""

from jupyter_server.gateway.managers import GatewayKernelManager


class RemoteKernelManager(GatewayKernelManager):
    async def start_kernel(self, **kwargs):
        """Jupyter's own starts python3, whatever kernel the notebook asks for."""
        return await super().start_kernel(kernel_name=self.kernel_name, **kwargs)

    async def _async_is_alive(self):
        """What clients ask while they wait; Jupyter's own would look for a process here."""
        return await self.is_alive()

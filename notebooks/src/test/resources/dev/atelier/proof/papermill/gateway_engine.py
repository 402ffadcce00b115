"""An engine for papermill whose kernels are a gateway's."""

from gateway_kernels import RemoteKernelManager
from papermill.engines import NBClientEngine


class GatewayEngine(NBClientEngine):
    @classmethod
    def execute_managed_notebook(cls, *args, **kwargs):
        return super().execute_managed_notebook(*args, kernel_manager_class=RemoteKernelManager, **kwargs)

package dev.atelier.gateway.provider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** All that every provider keeps, kept by an engine behind SSH. */
@Tag("docker")
@Tag("long")
class RemoteEngineContractTest extends ProviderContract {
    private RemoteEngineRig rig;

    @Override
    protected Provider create() throws Exception {
        rig = new RemoteEngineRig();
        return rig.provider(http);
    }

    @Override
    protected void crash(Place which) throws Exception {
        TestEngine.docker("kill", rig.container(which));
    }

    @AfterEach
    void remove() throws Exception {
        provider.stop(place);
        provider.remove(place);
        rig.remove();
    }
}

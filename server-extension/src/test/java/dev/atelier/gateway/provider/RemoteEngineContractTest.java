package dev.atelier.gateway.provider;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** All that every provider keeps, kept by an engine behind SSH. */
@Tag("docker")
@Tag("mount")
@Tag("long")
class RemoteEngineContractTest extends ProviderContract {
    private static RemoteEngineRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new RemoteEngineRig();
    }

    @AfterAll
    static void remove() throws Exception {
        rig.remove();
    }

    @Override
    protected Provider create() throws Exception {
        return rig.provider(http);
    }

    @Override
    protected void crash(Place which) throws Exception {
        TestEngine.docker("kill", rig.container(which));
    }
}

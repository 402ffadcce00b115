package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.ProviderUnreachable;
import java.net.URI;

/** How an engine is reached. */
interface EngineWay {

    /** Makes sure that the engine's address leads there; without effect where nothing has to be done for that. */
    void open() throws ProviderUnreachable, InterruptedException;

    /** What to say where the engine does not answer nevertheless; a sentence without its full stop. */
    String silence();

    /** How its computer comes to have our own image: a sentence. */
    String imageHint();

    /** Straight on. */
    static EngineWay straight(URI address) {
        return new EngineWay() {
            @Override
            public void open() {}

            @Override
            public String silence() {
                return "No Docker engine answers at " + address;
            }

            @Override
            public String imageHint() {
                return "Make it with: ./atelier image build.";
            }
        };
    }
}

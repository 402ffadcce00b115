package dev.atelier.agent;

import dev.atelier.agent.config.AgentConfig;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.nio.file.Path;

/** {@code java -jar atelier-agent.jar --config FILE}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            fail("usage: java -jar atelier-agent.jar --config FILE");
            return;
        }
        try (Agent agent = new Agent(AgentConfig.read(Path.of(arguments[1])))) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(agent::close));
            agent.awaitEnd();
        } catch (IOException e) {
            fail("The agent cannot start: " + e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (ProblemException e) {
            fail("The agent cannot start: " + e.getMessage());
        }
        System.exit(0);
    }

    private static void fail(String why) {
        System.err.println(why);
        System.exit(2);
    }
}

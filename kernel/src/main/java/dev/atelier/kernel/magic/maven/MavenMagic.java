package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import java.util.List;
import java.util.function.BiFunction;

/** {@code %maven} and {@code %%pom}, which share what is on the class path already. */
public final class MavenMagic implements Magic {
    private final String name;
    private final Dependencies dependencies;
    private final BiFunction<MagicContext, Dependencies, Object> command;

    private MavenMagic(String name, Dependencies dependencies, BiFunction<MagicContext, Dependencies, Object> command) {
        this.name = name;
        this.dependencies = dependencies;
        this.command = command;
    }

    /** Those of one kernel. */
    public static List<Magic> all() {
        Dependencies dependencies = new Dependencies();
        return List.of(
                new MavenMagic("maven", dependencies, (context, shared) -> new Maven(context, shared)),
                new MavenMagic("pom", dependencies, (context, shared) -> new Pom(context, shared)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Object command(MagicContext context) {
        return command.apply(context, dependencies);
    }
}

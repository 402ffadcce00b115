package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.host.RawMagic;
import dev.atelier.kernel.magic.load.LoadMagic;
import dev.atelier.kernel.magic.maven.MavenMagic;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All of them. */
public final class BuiltIns {
    private BuiltIns() {}

    /** Those of one kernel. */
    public static List<Magic> all() {
        return Stream.concat(own().stream(), MavenMagic.all().stream()).toList();
    }

    private static List<Magic> own() {
        return List.of(
                new Simple("lsmagic", context -> new ListMagics(context)),
                new Simple("help", context -> new ListMagics(context)),
                new Raw("time", context -> new Time(context)),
                new Raw("timeit", context -> new TimeIt(context)),
                new Raw("bash", context -> new Bash(context)),
                new Simple("env", context -> new Env(context)),
                new Simple("cd", context -> new ChangeFolder(context)),
                new Simple("pwd", context -> new ChangeFolder.Show(context)),
                new Simple("classpath", ClassPath::command),
                new Simple("jar", context -> new ClassPath.Add(context)),
                new LoadMagic(),
                new Simple("who", context -> new Who(context)),
                new Simple("whos", context -> new Whos(context)),
                new Simple("history", context -> new PastCells(context)),
                new Simple("reset", context -> new Reset(context)));
    }

    private record Simple(String name, Function<MagicContext, Object> maker) implements Magic {
        @Override
        public Object command(MagicContext context) {
            return maker.apply(context);
        }
    }

    private record Raw(String name, Function<MagicContext, Object> maker) implements RawMagic {
        @Override
        public Object command(MagicContext context) {
            return maker.apply(context);
        }
    }
}

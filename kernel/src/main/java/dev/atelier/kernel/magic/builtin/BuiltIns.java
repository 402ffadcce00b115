package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.host.RawMagic;
import java.util.List;
import java.util.function.Function;

/** All of them. */
public final class BuiltIns {
    private BuiltIns() {}

    public static List<Magic> all(Workbench workbench) {
        return List.of(
                new Simple("lsmagic", context -> new ListMagics(context, workbench)),
                new Simple("help", context -> new ListMagics(context, workbench)),
                new Raw("time", context -> new Time(context, workbench)),
                new Raw("bash", context -> new Bash(context)),
                new Simple("env", context -> new Env(context, workbench)),
                new Simple("cd", context -> new ChangeFolder(context, workbench)),
                new Simple("classpath", context -> ClassPath.command(context, workbench)),
                new Simple("jar", context -> new ClassPath.Add(workbench)));
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

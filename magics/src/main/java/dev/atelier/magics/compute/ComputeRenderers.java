package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.Job;
import dev.atelier.api.Quota;
import dev.atelier.kernel.display.api.RendererProvider;
import dev.atelier.kernel.display.api.Renderers;
import dev.atelier.kernel.magic.Rendering;
import java.util.List;
import java.util.function.Function;

/** An instance, a job or a quota that is a cell's value looks as in the lists. */
public final class ComputeRenderers implements RendererProvider {
    @Override
    public void register(Renderers renderers) {
        register(renderers, Job.class, job -> JobTable.of(List.of(job)));
        register(renderers, Quota.class, QuotaTable::of);
        register(renderers, Instance.class, instance -> InstanceTable.of(List.of(instance)));
    }

    private static <T> void register(Renderers renderers, Class<T> type, Function<T, Rendering> table) {
        renderers
                .register(type, "text/html", value -> table.apply(value).html().orElse(null))
                .register(type, "text/plain", value -> table.apply(value).plain());
    }
}

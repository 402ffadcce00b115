package dev.atelier.magics.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Job;
import dev.atelier.api.JobState;
import dev.atelier.kernel.display.api.RendererProvider;
import dev.atelier.kernel.display.api.Renderers;
import dev.atelier.kernel.display.api.TypeRenderer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ComputeRenderersTest {
    private final Map<String, TypeRenderer<? super Job>> ofJobs = new HashMap<>();

    /** Keeps what is registered for jobs. */
    private final Renderers renderers = new Renderers() {
        @SuppressWarnings("unchecked")
        @Override
        public <T> Renderers register(Class<T> type, String mimeType, TypeRenderer<? super T> renderer) {
            if (type == Job.class) {
                ofJobs.put(mimeType, (TypeRenderer<? super Job>) renderer);
            }
            return this;
        }
    };

    @Test
    void aJobLooksAsInTheList() throws Exception {
        ServiceLoader.load(RendererProvider.class).forEach(provider -> provider.register(renderers));
        Job job = new Job(
                "train-1",
                "me",
                "box1",
                List.of("python", "train.py"),
                JobState.FAILED,
                Optional.of(3),
                Optional.empty(),
                "logs/<train-1>.log",
                Instant.now(),
                Optional.empty(),
                Optional.empty());
        assertThat((String) ofJobs.get("text/html").render(job))
                .contains("<th style=\"text-align:left\">EXIT CODE</th>")
                .contains(">train-1<")
                .contains("logs/&lt;train-1&gt;.log");
        assertThat((String) ofJobs.get("text/plain").render(job))
                .contains("Failed")
                .contains("box1");
    }
}

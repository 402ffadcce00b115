package dev.atelier.kernel.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atelier.kernel.display.api.RendererProvider;
import dev.atelier.kernel.display.api.Renderers;
import io.github.spencerpark.jupyter.kernel.display.DisplayDataRenderable;
import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RendererRegistryTest {
    private final List<String> told = new ArrayList<>();
    private ClassLoader loader = RendererRegistryTest.class.getClassLoader();
    private final RendererRegistry registry = new RendererRegistry(() -> loader, told::add);
    private final LibraryRenderer libraries = new LibraryRenderer();
    private final ValueRenderer values =
            new ValueRenderer(() -> libraries, () -> true, registry, _ -> Optional.empty(), told::add);

    interface Named {}

    interface Shape {}

    static class Base implements Named {}

    static class Derived extends Base implements Shape {
        @Override
        public String toString() {
            return "derived";
        }
    }

    private String html(Object value) {
        return values.render(Optional.of(value)).data().path("text/html").asText();
    }

    @Test
    void theMostSpecificTypeWins() {
        assertThat(Supertypes.of(Derived.class))
                .containsExactly(Derived.class, Base.class, Shape.class, Named.class, Object.class);
        registry.register(Object.class, "text/html", _ -> "object");
        registry.register(Shape.class, "text/html", _ -> "shape");
        assertThat(html(new Derived())).isEqualTo("shape");
        registry.register(Base.class, "text/html", _ -> "base");
        assertThat(html(new Derived())).isEqualTo("base");
        registry.register(Derived.class, "text/html", _ -> "derived")
                .register(Named.class, "text/html", _ -> "late, but less specific");
        assertThat(html(new Derived())).isEqualTo("derived");
        assertThat(html(1)).isEqualTo("object");
    }

    @Test
    void theLastForATypeWinsAndMimeTypesAddUp() {
        registry.register(Base.class, "text/html", _ -> "old").register(Base.class, "text/html", _ -> "new");
        registry.register(Named.class, "TEXT/Markdown", _ -> "*m*");
        Bundle bundle = values.render(Optional.of(new Derived()));
        assertThat(bundle.data().path("text/html").asText()).isEqualTo("new");
        assertThat(bundle.data().path("text/markdown").asText()).isEqualTo("*m*");
        assertThat(bundle.data().path("text/plain").asText()).isEqualTo("derived");
    }

    @Test
    void aTypeThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(Base.class, "html", _ -> ""))
                .withMessageContaining("html");
    }

    @Test
    void oneThatFailsFallsBackToTextAndIsToldOnce() {
        registry.register(Derived.class, "text/html", _ -> {
            throw new IOException("no ink");
        });
        assertThat(values.render(Optional.of(new Derived())).data().size()).isEqualTo(1);
        assertThat(values.render(Optional.of(new Derived()))
                        .data()
                        .path("text/plain")
                        .asText())
                .isEqualTo("derived");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).contains("no ink").contains("text/html");
        registry.register(Derived.class, "text/html", _ -> null);
        assertThat(values.render(Optional.of(new Derived())).data().size()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void oneThatMakesWhatIsNoTextIsToldSo() {
        registry.register(Derived.class, "text/html", _ -> CharBuffer.wrap("<b>x</b>"));
        assertThat(html(new Derived())).isEqualTo("<b>x</b>");
        registry.register(Derived.class, "text/html", _ -> Thread.currentThread());
        assertThat(html(new Derived())).isEmpty();
        assertThat(told.getFirst()).contains("Thread, which cannot be text/html");
    }

    @Test
    void whatIsTooLongIsToldToo() {
        registry.register(Derived.class, "text/html", _ -> "x".repeat(20_000_000));
        assertThat(values.render(Optional.of(new Derived())).data().size()).isEqualTo(1);
        assertThat(told.getFirst()).contains("20000000");
    }

    public static final class Provider implements RendererProvider {
        @Override
        public void register(Renderers renderers) {
            renderers.register(Base.class, "text/html", _ -> "by a jar");
        }
    }

    @Test
    void jarsThatAreAddedBringTheirs(@TempDir Path folder) throws IOException {
        registry.register(Derived.class, "text/html", _ -> "by a person");
        assertThat(html(new Base())).isEmpty();
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(RendererProvider.class.getName()),
                "no.such.Provider\n" + Provider.class.getName() + "\n");
        try (URLClassLoader jars = new URLClassLoader(new URL[] {folder.toUri().toURL()}, loader)) {
            loader = jars;
            registry.refresh();
            assertThat(html(new Base())).isEqualTo("by a jar");
        }
        assertThat(html(new Derived())).isEqualTo("by a person");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).contains("no.such.Provider");
    }

    @Test
    void whatALibraryRegisteredWithTheBaseKernelWins() {
        registry.register(Base.class, "text/html", _ -> "ours");
        libraries
                .createRegistration(Named.class)
                .preferring(MIMEType.TEXT_HTML)
                .register((_, context) -> context.renderIfRequested(MIMEType.TEXT_HTML, () -> "the library's"));
        assertThat(html(new Base())).isEqualTo("the library's");
        assertThat(values.renderAs(new Base(), "text/html")
                        .data()
                        .path("text/html")
                        .asText())
                .isEqualTo("the library's");
        assertThat(html(List.of(List.of(1)))).contains("<table");
    }

    static final class Own implements DisplayDataRenderable {
        @Override
        public void render(RenderContext context) {
            context.getOutputContainer().putHTML("its own");
        }
    }

    @Test
    void aValueThatRendersItselfDoes() {
        registry.register(Object.class, "text/html", _ -> "ours");
        assertThat(html(new Own())).isEqualTo("its own");
    }
}

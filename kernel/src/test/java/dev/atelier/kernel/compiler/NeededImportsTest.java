package dev.atelier.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeededImportsTest {
    private static final List<String> ALL = List.of(
            "import java.util.*;",
            "import module java.sql;",
            "import static dev.atelier.kernel.notebook.Notebook.*;",
            "import dev.atelier.api.Job;",
            "import static REPL.$JShell$12.total;",
            "import static REPL.$JShell$13.größe;");

    private static List<String> needed(String code) {
        return NeededImports.of(code, ALL);
    }

    @Test
    void numbersNeedNothing() {
        assertThat(needed("1 + 1")).isEmpty();
        assertThat(needed("for (;;) { break; }")).isEmpty();
    }

    @Test
    void aVariableNeedsItsDeclarationAndWhatMayHideIt() {
        assertThat(needed("total + 1"))
                .containsExactly(
                        "import static dev.atelier.kernel.notebook.Notebook.*;",
                        "import static REPL.$JShell$12.total;");
        assertThat(needed("größe")).contains("import static REPL.$JShell$13.größe;");
    }

    @Test
    void aTypeMayComeFromAnyPackage() {
        assertThat(needed("List.of(1)"))
                .containsExactly(
                        "import java.util.*;",
                        "import module java.sql;",
                        "import static dev.atelier.kernel.notebook.Notebook.*;");
        assertThat(needed("new Job()")).contains("import dev.atelier.api.Job;");
    }
}

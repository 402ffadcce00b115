package dev.atelier.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As {@code jupyter_core.paths} has them; the paths of other systems are read with this one's separators. */
class JupyterFoldersTest {
    private static final Path HOME = Path.of("/home/p");

    private static Path user(String os, Map<String, String> environment) {
        return new JupyterFolders(environment, os, HOME).user();
    }

    @Test
    void linux() {
        assertThat(user("Linux", Map.of())).isEqualTo(Path.of("/home/p/.local/share/jupyter"));
        assertThat(user("Linux", Map.of("XDG_DATA_HOME", "/x"))).isEqualTo(Path.of("/x/jupyter"));
        assertThat(user("Linux", Map.of("JUPYTER_PLATFORM_DIRS", "1")))
                .isEqualTo(Path.of("/home/p/.local/share/jupyter"));
    }

    @Test
    void macOs() {
        assertThat(user("Mac OS X", Map.of("XDG_DATA_HOME", "/x"))).isEqualTo(Path.of("/home/p/Library/Jupyter"));
        assertThat(user("Mac OS X", Map.of("JUPYTER_PLATFORM_DIRS", "1")))
                .isEqualTo(Path.of("/home/p/Library/Application Support/jupyter"));
        assertThat(user("Mac OS X", Map.of("JUPYTER_PLATFORM_DIRS", "No")))
                .isEqualTo(Path.of("/home/p/Library/Jupyter"));
    }

    @Test
    void windows() {
        assertThat(user("Windows 11", Map.of("APPDATA", "/roaming"))).isEqualTo(Path.of("/roaming/jupyter"));
        assertThat(user("Windows 11", Map.of())).isEqualTo(Path.of("/home/p/.jupyter/data"));
        assertThat(user("Windows 11", Map.of("JUPYTER_CONFIG_DIR", "/c"))).isEqualTo(Path.of("/c/data"));
        assertThat(user("Windows 11", Map.of("APPDATA", "/r", "LOCALAPPDATA", "/l", "JUPYTER_PLATFORM_DIRS", "true")))
                .isEqualTo(Path.of("/l/jupyter"));
    }

    @Test
    void whoNamesAFolderMeansIt() {
        for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
            assertThat(user(os, Map.of("JUPYTER_DATA_DIR", "/j", "JUPYTER_PLATFORM_DIRS", "1", "APPDATA", "/a")))
                    .isEqualTo(Path.of("/j"));
        }
    }

    @Test
    void theActiveEnvironment() throws IOException, InterruptedException {
        assertThat(JupyterFolders.under(Path.of("/p/../q"))).isEqualTo(Path.of("/q/share/jupyter"));
        assertThat(new JupyterFolders(Map.of("VIRTUAL_ENV", "/v", "CONDA_PREFIX", "/c"), "Linux", HOME).sysPrefix())
                .isEqualTo(Path.of("/v/share/jupyter"));
        assertThat(new JupyterFolders(Map.of("CONDA_PREFIX", "/c"), "Linux", HOME).sysPrefix())
                .isEqualTo(Path.of("/c/share/jupyter"));
        assertThat(new JupyterFolders(Map.of(), "Linux", HOME).sysPrefix())
                .isAbsolute()
                .endsWithRaw(Path.of("share/jupyter"));
    }
}

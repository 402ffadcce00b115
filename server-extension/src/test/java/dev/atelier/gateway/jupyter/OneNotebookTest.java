package dev.atelier.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.identity.Principal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people who open the same notebook of the share, each with a kernel on an instance of their own. */
class OneNotebookTest {
    private World world;
    private Kernels kernels;
    private Sessions sessions;

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new World(folder);
        world.reconciler.start();
        kernels = new Kernels(world.database, world.computes, world.agents);
        sessions = new Sessions(world.database, kernels);
        world.running(World.BEN, "his");
        world.running(World.CLEO, "hers");
    }

    @AfterEach
    void end() {
        kernels.close();
        world.close();
    }

    private ObjectNode open(Principal who, String kernelspec) throws Exception {
        return sessions.open(
                who,
                Json.read(
                        "{\"path\":\"a.ipynb\",\"type\":\"notebook\",\"name\":\"a\",\"kernel\":{\"name\":\""
                                + kernelspec + "\"}}",
                        JsonNode.class));
    }

    @Test
    void theyHaveASessionEachAndSeeTheirOwn() throws Exception {
        ObjectNode his = open(World.BEN, "his.python3");
        ObjectNode hers = open(World.CLEO, "hers.python3");
        assertThat(hers.path("id")).isNotEqualTo(his.path("id"));
        assertThat(hers.at("/kernel/name").asText()).isEqualTo("hers.python3");
        assertThat(open(World.BEN, "his.python3").path("id")).isEqualTo(his.path("id"));
        assertThat(sessions.all(World.BEN)).extracting(s -> s.path("id")).containsExactly(his.path("id"));
        assertThat(sessions.all(World.CLEO)).extracting(s -> s.path("id")).containsExactly(hers.path("id"));
        assertThat(sessions.all(World.ADA)).as("who manages both").isEmpty();
        assertThat(kernels.all(World.CLEO)).extracting(k -> k.path("id")).containsExactly(hers.at("/kernel/id"));
        assertThat(kernels.all()).hasSize(2);
        String id = his.path("id").asText();
        assertThatThrownBy(() -> sessions.close(World.CLEO, id)).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> sessions.change(World.ADA, id, Json.read("{\"name\":\"x\"}", JsonNode.class)))
                .hasMessageContaining("who alone uses");
        sessions.close(World.CLEO, hers.path("id").asText());
        assertThat(sessions.all(World.BEN)).as("is not touched by that").hasSize(1);
        sessions.close(World.ADA, id);
        assertThat(kernels.all()).isEmpty();
    }
}

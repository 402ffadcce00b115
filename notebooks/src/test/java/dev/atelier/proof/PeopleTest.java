package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.PersonRole;
import dev.atelier.api.TokenSpec;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An administrator makes an instance for a person, who works there alone and with the role that they have at the moment. */
class PeopleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ME = System.getProperty("user.name");

    private static String last(Atelier.Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().lines().toList().getLast();
    }

    @Test
    void anInstanceThatIsMadeForSomebodyIsTheirsAlone() {
        try (Atelier atelier = Atelier.up()) {
            assertThat(last(atelier.run("person", "add", "ben", "--role", "contributor")))
                    .isEqualTo("ben is a contributor. They come in with a token: ./atelier token create --for ben");
            atelier.client().addPerson("cleo", PersonRole.CONTRIBUTOR);
            Atelier bens = atelier.as(last(atelier.run("token", "create", "--name", "bens", "--for", "ben")));
            TokenSpec cleosToken = new TokenSpec(Optional.empty(), Optional.of("cleo"), Optional.empty());
            Atelier cleos =
                    atelier.as(atelier.client().createToken(cleosToken).token().orElseThrow());

            assertThat(last(atelier.run("compute", "create", "box1", "--for", "ben")))
                    .contains("✔ box1  Running");
            assertThat(cleos.run("compute", "list").output()).containsPattern("box1 +ben +Running");
            try (Kernel kernel = Kernel.open(bens, "box1.python3", "mine.ipynb")) {
                assertThat(kernel.run("print(6 * 7)").stdout()).isEqualTo("42\n");
                for (Atelier other : new Atelier[] {cleos, atelier}) {
                    assertThat(Kernel.ask(other, "POST", "/api/kernels/" + kernel.id() + "/interrupt", "")
                                    .status())
                            .isEqualTo(403);
                    assertThat(Kernel.ask(other, "POST", "/api/kernels", "{\"name\":\"box1.python3\"}")
                                    .body()
                                    .path("message")
                                    .asText())
                            .contains("belongs to ben");
                }
            }
            Kernel.Answer refused =
                    Kernel.ask(cleos, "PUT", "/atelier/v1/computes/box2", "{\"create_on_behalf_of\":\"ben\"}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().path("detail").asText())
                    .isEqualTo("A contributor may not create an instance for somebody else.");
            assertThat(atelier.run("person", "remove", "ben", "--yes").output())
                    .contains("“ben” has the instance box1")
                    .contains("./atelier compute delete box1 --yes");

            assertThat(last(atelier.run("person", "set-role", "ben", "reader"))).isEqualTo("ben is a reader now.");
            Kernel.Answer lowered = Kernel.ask(bens, "POST", "/atelier/v1/computes/box1/stop", "");
            assertThat(lowered.status()).isEqualTo(403);
            assertThat(lowered.body().path("detail").asText()).isEqualTo("A reader may not do this.");
            assertThat(atelier.run("person", "list").output())
                    .containsPattern(ME + " +owner +1 ")
                    .containsPattern("ben +reader +1 ")
                    .containsPattern("cleo +contributor +1 ");
            atelier.client().delete("box1");
            await().atMost(PATIENCE).until(() -> atelier.client().instances().size() == 1);
            atelier.client().removePerson("ben");
            assertThat(Kernel.ask(bens, "GET", "/atelier/v1/status", "").status())
                    .isEqualTo(403);
        }
    }
}

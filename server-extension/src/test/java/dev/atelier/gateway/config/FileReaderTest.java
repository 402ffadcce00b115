package dev.atelier.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Size;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import dev.atelier.gateway.provider.GpuCards;
import dev.atelier.gateway.provider.ImagePattern;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.yaml.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator's file means, and how everything that is wrong in it is told. */
class FileReaderTest {
    private static OperatorFile whole(String text) {
        assertThat(FileReader.read(text)).isInstanceOf(Parsed.Whole.class);
        return FileReader.read(text) instanceof Parsed.Whole(OperatorFile file) ? file : OperatorFile.none();
    }

    private static List<String> faults(String text) {
        return FileReader.read(text) instanceof Parsed.Faulty(List<Fault> faults)
                ? faults.stream().map(Fault::sentence).toList()
                : List.of();
    }

    @Test
    void everyKeyIsRead(@TempDir Path folder) {
        OperatorFile file = whole("""
                sizes:
                  - name: small
                    cpus: 1
                    memory: 512MiB
                  - name: standard
                    cpus: 4
                    memory: 14GiB
                    shm: 2 GiB
                    description: For most of our work.
                    aliases: [Standard_DS3_v2, ds3]
                images: ["python:3.*", "ghcr.io/team/*"]
                gpus: {devices: [/dev/dri/renderD128], shared: [/dev/kfd]}
                host_ports: [5432]
                datastore_folders: ["%s"]
                ssh_networks: [10.0.0.0/8, "fd00::/8"]
                spare_kernels: 0
                default_provider: local
                """.formatted(folder));
        assertThat(file.sizes())
                .containsExactly(
                        new OfferedSize(
                                new Size(
                                        "small",
                                        "docker",
                                        1,
                                        512L << 20,
                                        0,
                                        "A container with 1 core and 512 MiB of memory."),
                                128L << 20,
                                List.of()),
                        new OfferedSize(
                                new Size("standard", "docker", 4, 14L << 30, 0, "For most of our work."),
                                2L << 30,
                                List.of("Standard_DS3_v2", "ds3")));
        assertThat(file.images().patterns().orElseThrow())
                .extracting(ImagePattern::written)
                .containsExactly("python:3.*", "ghcr.io/team/*");
        assertThat(file.gpus()).isEqualTo(new GpuCards(List.of("/dev/dri/renderD128"), List.of(Path.of("/dev/kfd"))));
        assertThat(file.terms().hostPorts()).containsExactly(5432);
        assertThat(file.datastoreFolders()).containsExactly(folder);
        assertThat(file.sshNetworks()).isPresent();
        assertThat(file.spareKernels()).isEqualTo(Optional.of(0));
        assertThat(file.defaultProvider()).isEqualTo(Optional.of("local"));
        assertThat(file.terms().byAlias("ds3")).map(Size::name).hasValue("standard");
        assertThat(file.terms().byAlias("STANDARD_DS3_V2"))
                .as("Azure's own are written either way")
                .map(Size::name)
                .hasValue("standard");
        assertThat(file.terms().shmBytes(file.sizes().getLast().size())).isEqualTo(2L << 30);
    }

    @Test
    void quotasAndIdleTimesAreRead() {
        OperatorFile file = whole("""
                sizes:
                  - {name: small, cpus: 1, memory: 1GiB}
                  - {name: big, cpus: 4, memory: 16GiB, family: standardDSv2Family}
                quotas:
                  person:
                    instances: 2
                    cores: 8
                    memory: 32GiB
                    families:
                      standardDSv2Family: {instances: 1}
                      gpu: {gpus: 0}
                  total: {memory: 512 MiB, gpus: 4}
                  stopped_instances_hold_quota: false
                idle_shutdown:
                  default: 30m
                  maximum: 4h
                  maximum_keepalive: 1d
                  exempt: [ada, "42"]
                """);
        assertThat(file.sizes())
                .extracting(offered -> offered.size().family())
                .containsExactly("general", "standardDSv2Family");
        assertThat(file.bounds())
                .isEqualTo(new Bounds(
                        new Quotas(
                                new Allowance(
                                        new Limits(Map.of(
                                                Resource.INSTANCES,
                                                2L,
                                                Resource.CORES,
                                                8L,
                                                Resource.MEMORY,
                                                32L << 30)),
                                        Map.of(
                                                "standardDSv2Family",
                                                new Limits(Map.of(Resource.INSTANCES, 1L)),
                                                "gpu",
                                                new Limits(Map.of(Resource.GPUS, 0L)))),
                                new Allowance(
                                        new Limits(Map.of(Resource.MEMORY, 512L << 20, Resource.GPUS, 4L)), Map.of()),
                                false),
                        new IdleTerms(Optional.of(30), Optional.of(240), Optional.of(1440), Set.of("ada", "42"))));
        assertThat(whole("quotas: {person: {instances: 1}}").bounds().quotas().stoppedHold())
                .isTrue();
    }

    @Test
    void whatIsWrongInQuotasAndTimesIsToldWithItsLine() {
        assertThat(faults("""
                        quotas:
                          person:
                            instances: many
                            core: 4
                            memory: 16
                            families:
                              gpus: {instances: 1}
                              gpu: {instances: -1}
                              general: 3
                          totals: {}
                          stopped_instances_hold_quota: "no"
                        idle_shutdown:
                          default: 5h
                          maximum: 4h
                          maximum_keepalive: 2d
                          exempt: ada
                          minimum: 15m
                        """))
                .containsExactly(
                        "line 3, quotas.person.instances: “many” is there; expected a whole number from 0 to 1000000.",
                        "line 4, quotas.person.core: “core” is there; expected a known key, of which “cores” is the nearest.",
                        "line 5, quotas.person.memory: “16” is there; expected memory like 512MiB or 16GiB, in quotes.",
                        "line 7, quotas.person.families.gpus: “gpus” is there; expected a known key, of which “gpu” is the"
                                + " nearest.",
                        "line 8, quotas.person.families.gpu.instances: “-1” is there; expected a whole number from 0 to"
                                + " 1000000.",
                        "line 9, quotas.person.families.general: “3” is there; expected a mapping with the keys instances,"
                                + " cores, memory, gpus.",
                        "line 10, quotas.totals: “totals” is there; expected a known key, of which “total” is the nearest.",
                        "line 11, quotas.stopped_instances_hold_quota: “no” is there; expected true or false.",
                        "line 13, idle_shutdown.default: “5h” is there; expected a time like 30m or 2h, from 15m to 3d, and"
                                + " no longer than the maximum.",
                        "line 15, idle_shutdown.maximum_keepalive: “2d” is there; expected a time like 30m or 8h, 24h at"
                                + " most.",
                        "line 16, idle_shutdown.exempt: “ada” is there; expected a list of 1000 people at most.",
                        "line 17, idle_shutdown.minimum: “minimum” is there; expected a known key, of which “maximum” is"
                                + " the nearest.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    quotas: []                                              | quotas: “a list of 0” is there; expected a mapping
                    quotas: {person: 3}                                     | quotas.person: “3” is there; expected a mapping with the keys instances
                    quotas: {person: {families: [gpu]}}                     | quotas.person.families: “a list of 1” is there; expected a mapping with the keys attached, general, gpu, shared
                    quotas: {person: {instances: 1.5}}                      | quotas.person.instances: “1.5” is there
                    quotas: {person: {instances: 1000001}}                  | quotas.person.instances: “1000001” is there
                    quotas: {person: {memory: 0GiB}}                        | quotas.person.memory: “0GiB” is there
                    quotas: {person: {instances: 1}, person: {}}            | quotas.person: “person” is there; expected each key once
                    quotas: {stopped_instances_hold_quota: yes}             | stopped_instances_hold_quota: “yes” is there; expected true or false
                    idle_shutdown: 30m                                      | idle_shutdown: “30m” is there; expected a mapping
                    idle_shutdown: {default: 30}                            | idle_shutdown.default: “30” is there; expected a time like 30m or 2h
                    idle_shutdown: {default: 14m}                           | idle_shutdown.default: “14m” is there
                    idle_shutdown: {maximum: 4d}                            | idle_shutdown.maximum: “4d” is there
                    idle_shutdown: {maximum: 99999d}                        | idle_shutdown.maximum: “99999d” is there
                    idle_shutdown: {maximum: never}                         | idle_shutdown.maximum: “never” is there
                    idle_shutdown: {exempt: ['']}                           | idle_shutdown.exempt[0]: “” is there; expected the name of a person
                    sizes: [{name: a, cpus: 1, memory: 1GiB, family: a b}]  | sizes[0].family: “a b” is there
                    sizes: [{name: a, cpus: 1, memory: 1GiB, family: shared}] | sizes[0].family: “shared” is there
                    """)
    void eachOfQuotasAndTimesIsToldForItself(String text, String sentence) {
        assertThat(faults(text)).singleElement().asString().startsWith("line 1").contains(sentence);
    }

    @Test
    void enginesAreRead() {
        String key = "SHA256:" + "A".repeat(43);
        OperatorFile file = whole("""
                engines:
                  - name: far
                    ssh: ada@gpu.example:2222
                    fingerprint: %s
                  - {name: rootless, ssh: "ben@[fd00::1]", socket: /run/user/1000/docker.sock}
                default_provider: docker:far
                """.formatted(key));
        assertThat(file.engines())
                .containsExactly(
                        new NamedEngine(
                                "far", SshHost.parse("ada@gpu.example:2222").accepting(key), NamedEngine.USUAL_SOCKET),
                        new NamedEngine("rootless", SshHost.parse("ben@[fd00::1]"), "/run/user/1000/docker.sock"));
        assertThat(file.defaultProvider()).hasValue("docker:far");
    }

    @Test
    void whatIsWrongInEnginesIsToldWithItsLine() {
        String name =
                "expected a name of 1 to 23 lower-case letters, digits and dashes that no other engine has, a letter"
                        + " first.";
        assertThat(faults("""
                        engines:
                          - name: Far
                            ssh: gpu.example
                            fingerprint: MD5:00
                          - {ssh: ada@gpu, socket: docker.sock}
                          - {name: far, ssh: ada@gpu}
                          - {name: far, ssh: ada@gpu}
                          - {name: tls, host: "tcp://gpu:2376", ca: /ca.pem, cert: /cert.pem, key: /key.pem}
                          - {name: port, ssh: "ada@gpu:0"}
                        default_provider: docker:near
                        """))
                .containsExactly(
                        "line 2, engines[0].name: “Far” is there; " + name,
                        "line 3, engines[0].ssh: “gpu.example” is there; expected an account on the engine's computer like"
                                + " ada@host or ada@host:2222.",
                        "line 4, engines[0].fingerprint: “MD5:00” is there; expected the fingerprint of that computer's key,"
                                + " SHA256: and 43 characters, as ssh-keygen -l shows it.",
                        "line 5, engines[1].name: nothing is there; " + name,
                        "line 5, engines[1].socket: “docker.sock” is there; expected the absolute path of the engine's socket"
                                + " there, like /var/run/docker.sock.",
                        "line 7, engines[3].name: “far” is there; " + name,
                        "line 8, engines[4].host: “host” is there; expected ssh: USER@HOST instead: TCP and TLS lead to the"
                                + " engine alone, not to its instances' agents, nor from there to the share.",
                        "line 9, engines[5].ssh: “ada@gpu:0” is there; expected an account on the engine's computer like"
                                + " ada@host or ada@host:2222.",
                        "line 10, default_provider: “docker:near” is there; expected one of local, docker, docker:far.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing yet\n", "{}"})
    void aFileThatSaysNothingChangesNothing(String text) {
        assertThat(whole(text)).isEqualTo(OperatorFile.none());
    }

    @Test
    void anEmptyListOfImagesIsNotTheSameAsNone() {
        assertThat(whole("images: []").images().patterns()).hasValue(List.of());
        assertThat(whole("spare_kernels: 1").images().patterns()).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldWithItsLineAndPlace() {
        assertThat(faults("""
                        sizes:
                          - name: small
                            cpus: two
                            memory: lots
                          - cpu: 4
                            memory: 14GiB
                        imges: []
                        spare_kernels: 11
                        default_provider: podman
                        """))
                .containsExactly(
                        "line 3, sizes[0].cpus: “two” is there; expected a whole number from 1 to 1024.",
                        "line 4, sizes[0].memory: “lots” is there; expected memory like 512MiB or 16GiB, 64MiB at least.",
                        "line 5, sizes[1].cpu: “cpu” is there; expected a known key, of which “cpus” is the nearest.",
                        "line 5, sizes[1].name: nothing is there; expected a name of 1 to 63 letters, digits, dots, dashes"
                                + " or underscores that no other size or alias has.",
                        "line 5, sizes[1].cpus: nothing is there; expected a whole number from 1 to 1024.",
                        "line 7, imges: “imges” is there; expected a known key, of which “images” is the nearest.",
                        "line 8, spare_kernels: “11” is there; expected a whole number from 0 to 10.",
                        "line 9, default_provider: “podman” is there; expected one of local, docker.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    spare_kernels: '2'                 | spare_kernels: “2” is there; expected a whole number
                    spare_kernels: 0x2                 | spare_kernels: “0x2” is there; expected a whole number
                    spare_kernels: 1_0                 | spare_kernels: “1_0” is there; expected a whole number
                    spare_kernels: [2]                 | spare_kernels: “a list of 1” is there; expected a whole number
                    spare_kernels:                     | spare_kernels: nothing is there; expected a whole number
                    spare_kernels: !!int no            | spare_kernels: “no” is there; expected a whole number
                    spare_kernels: !ours 2             | spare_kernels: “2” is there; expected a whole number
                    images: python                     | images: “python” is there; expected a list
                    images: [3.13]                     | images[0]: “3.13” is there; expected an image like python:3.13
                    images: ['py*thon']                | images[0]: “py*thon” is there; expected an image like python:3.13
                    images: ['*:*:*']                  | images[0]: “*:*:*” is there; expected an image like
                    images: {a: b}                     | images: “a mapping” is there; expected a list
                    datastore_folders: [data]          | datastore_folders[0]: “data” is there; expected the absolute path
                    datastore_folders: [/no/such/one]  | datastore_folders[0]: “/no/such/one” is there; expected the absolute
                    ssh_networks: []                   | ssh_networks: “a list of 0” is there; expected a list of 1 to 100
                    ssh_networks: [10.0.0.0/33]        | ssh_networks[0]: “10.0.0.0/33” is there; expected a network like
                    ssh_networks: [localhost]          | ssh_networks[0]: “localhost” is there; expected a network like
                    sizes: []                          | sizes: “a list of 0” is there; expected a list of 1 to 100 sizes
                    sizes: [small]                     | sizes[0]: “small” is there; expected a mapping with the keys name
                    default_provider: ssh              | default_provider: “ssh” is there; expected one of local, docker
                    [a, b]                             | “a list of 2” is there; expected a mapping with the keys sizes
                    {[a]: b}                           | “a list of 1” is there; expected one of the keys sizes
                    {images: [], images: []}           | images: “images” is there; expected each key once
                    """)
    void eachIsToldForItself(String text, String sentence) {
        assertThat(faults(text)).singleElement().asString().startsWith("line 1").contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name: a b, cpus: 1, memory: 1GiB                   | sizes[0].name
                    name: shared, cpus: 1, memory: 1GiB                | sizes[0].name
                    name: a, cpus: 0, memory: 1GiB                     | sizes[0].cpus
                    name: a, cpus: 1025, memory: 1GiB                  | sizes[0].cpus
                    name: a, cpus: 1.5, memory: 1GiB                   | sizes[0].cpus
                    name: a, cpus: 1, memory: 63MiB                    | sizes[0].memory
                    name: a, cpus: 1, memory: 1GB                      | sizes[0].memory
                    name: a, cpus: 1, memory: 99999999GiB              | sizes[0].memory
                    name: a, cpus: 1, memory: 1073741824               | sizes[0].memory
                    name: a, cpus: 1, memory: 1GiB, shm: 2GiB          | sizes[0].shm
                    name: a, cpus: 1, memory: 1GiB, description: ''    | sizes[0].description
                    name: a, cpus: 1, memory: 1GiB, aliases: b         | sizes[0].aliases
                    name: a, cpus: 1, memory: 1GiB, aliases: [b, a]    | sizes[0].aliases[1]
                    name: a, cpus: 1, memory: 1GiB, aliases: [b, b]    | sizes[0].aliases[1]
                    """)
    void aSizeThatCannotBeIsToldWithItsKey(String size, String key) {
        assertThat(faults("sizes: [{" + size + "}]")).singleElement().asString().startsWith("line 1, " + key + ": ");
    }

    @Test
    void noTwoSizesShareAName() {
        assertThat(faults("""
                        sizes:
                          - {name: a, cpus: 1, memory: 1GiB, aliases: [b]}
                          - {name: b, cpus: 1, memory: 1GiB}
                        """))
                .singleElement()
                .asString()
                .startsWith("line 3, sizes[1].name: “b” is there; expected a name")
                .endsWith("that no other size or alias has.");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThat(faults("images: []\nsizes: [")).singleElement().asString().startsWith("line 2: ");
        assertThat(faults("images: []\n---\nimages: []\n"))
                .singleElement()
                .asString()
                .startsWith("line 2: ");
        assertThat(faults("a: *nobody")).singleElement().asString().contains("undefined alias");
    }

    @Test
    void aHostileFileEndsAtItsBounds() {
        assertThat(faults("[".repeat(5000))).singleElement().asString().contains("Nesting Depth");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            String earlier = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s, %s]\n".formatted(i, i, earlier, earlier));
        }
        assertThat(faults(bomb.toString())).singleElement().asString().contains("aliases");
        assertThat(faults("x".repeat(FileReader.LONGEST + 1) + ": 1")).hasSize(1);
        assertThat(faults("images: &a [*a]")).singleElement().asString().contains("images[0]: “a list of 1”");
        assertThat(faults("images: [\"a\\u001b[31m\\nb\"]"))
                .singleElement()
                .asString()
                .doesNotContain("\u001b", "\n");
    }

    @Test
    void oneThatIsWrittenOnceMayBeMeantTwice() {
        assertThat(whole("sizes:\n  - {name: a, cpus: 1, memory: &m 1GiB}\n  - {name: b, cpus: 2, memory: *m}")
                        .sizes())
                .extracting(offered -> offered.size().memoryBytes())
                .containsExactly(1L << 30, 1L << 30);
    }
}

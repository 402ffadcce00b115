package dev.atelier.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema that editors use says what the gateway does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaTest {
    private Schema schema;

    @BeforeAll
    void read() throws IOException {
        String text = Files.readString(Path.of("schema/atelier.schema.json"));
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
    }

    private boolean schemaTakes(String yaml) {
        Object value = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return schema.validate(Json.write(value), InputFormat.JSON).isEmpty();
    }

    private static boolean readerTakes(String yaml) {
        return FileReader.read(yaml) instanceof Parsed.Whole;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "sizes: [{name: small, cpus: 1, memory: 512MiB}]",
                "sizes: [{name: s, cpus: 1024, memory: 1 GiB, shm: 1MiB, description: Few., aliases: [Standard_DS3_v2]}]",
                "images: []",
                "images: [python, 'python:3.*', 'ghcr.io/team/*', '*', 'localhost:5000/a:*', 'py*']",
                "gpus: {devices: [/dev/dri/renderD128, /dev/dri/renderD129], shared: [/dev/kfd]}",
                "gpus: {devices: ['nvidia:0', nvidia:GPU-5a0c0b5c-1f5e-4f7c-a1d8-000000000000]}",
                "{gpus: {devices: [/dev/a, /dev/b]}, sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: 2}]}",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: 0}]",
                "host_ports: []",
                "host_ports: [1, 5432, 65535]",
                "datastore_folders: [/]",
                "ssh_networks: [10.0.0.0/8, 'fd00::/8', 192.0.2.1]",
                "spare_kernels: 0",
                "spare_kernels: 10",
                "default_provider: docker",
                "engines: []",
                "engines: [{name: far, ssh: ada@gpu.example}]",
                "engines: [{name: a-1, ssh: 'ada@[fd00::1]:2222', socket: /run/user/1000/docker.sock}]",
                "{engines: [{name: far, ssh: ada@10.0.0.1}], default_provider: 'docker:far'}",
                "engines: [{name: far, ssh: ada@gpu, fingerprint: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}]",
                "quotas: {}",
                "quotas: {person: {instances: 0, cores: 1000000, memory: 1MiB, gpus: 1}, total: {}}",
                "quotas: {total: {families: {gpu: {instances: 1}, general: {}, shared: {cores: 1}, attached: {gpus: 0}}}}",
                "quotas: {stopped_instances_hold_quota: false}",
                "{sizes: [{name: a, cpus: 1, memory: 1GiB, family: B.c}], quotas: {person: {families: {B.c: {cores: 1}}}}}",
                "idle_shutdown: {}",
                "idle_shutdown: {default: 15m, maximum: 3d, maximum_keepalive: 24 h, exempt: [ada]}",
                "idle_shutdown: {maximum_keepalive: 1m, exempt: []}",
            })
    void bothTake(String yaml) {
        assertThat(readerTakes(yaml)).isTrue();
        assertThat(schemaTakes(yaml)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "text",
                "imges: []",
                "sizes:",
                "sizes: []",
                "sizes: [small]",
                "sizes: [{name: small, cpus: 1}]",
                "sizes: [{cpus: 1, memory: 1GiB}]",
                "sizes: [{name: small, memory: 1GiB}]",
                "sizes: [{name: 4, cpus: 1, memory: 1GiB}]",
                "sizes: [{name: a b, cpus: 1, memory: 1GiB}]",
                "sizes: [{name: a, cpus: 0, memory: 1GiB}]",
                "sizes: [{name: a, cpus: '1', memory: 1GiB}]",
                "sizes: [{name: a, cpus: 1.5, memory: 1GiB}]",
                "sizes: [{name: a, cpus: 1025, memory: 1GiB}]",
                "sizes: [{name: a, cpus: 1, memory: 1GB}]",
                "sizes: [{name: a, cpus: 1, memory: 1073741824}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: 1}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, shm: much}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, description: ''}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, aliases: b}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, aliases: [b c]}]",
                "{gpus: {devices: [/dev/a]}, sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: one}]}",
                "{gpus: {devices: [/dev/a]}, sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: 65}]}",
                "host_ports: 5432",
                "host_ports: [0]",
                "host_ports: [65536]",
                "host_ports: ['5432']",
                "gpus: [/dev/a]",
                "gpus: {}",
                "gpus: {devices: []}",
                "gpus: {devices: [dev/a]}",
                "gpus: {devices: [/dev]}",
                "gpus: {devices: [/tmp/a]}",
                "gpus: {devices: [/dev/../a]}",
                "gpus: {devices: ['/dev/a,b']}",
                "gpus: {devices: [/dev/a, /dev/a]}",
                "gpus: {devices: [/dev/a, 'nvidia:0']}",
                "gpus: {devices: ['nvidia:all']}",
                "gpus: {devices: [/dev/a], shared: ['nvidia:0']}",
                "images: python",
                "images: ['a*b']",
                "images: ['a*/b']",
                "images: [3.13]",
                "images:",
                "datastore_folders: [data]",
                "datastore_folders: /",
                "ssh_networks: []",
                "ssh_networks: [localhost]",
                "spare_kernels: 11",
                "spare_kernels: -1",
                "spare_kernels: '2'",
                "spare_kernels:",
                "default_provider: podman",
                "default_provider: 'docker:Far'",
                "engines: {}",
                "engines: [far]",
                "engines: [{name: far}]",
                "engines: [{ssh: ada@gpu}]",
                "engines: [{name: Far, ssh: ada@gpu}]",
                "engines: [{name: far, ssh: gpu}]",
                "engines: [{name: far, ssh: 'ada@gpu:0'}]",
                "engines: [{name: far, ssh: ada@gpu, fingerprint: 'MD5:00'}]",
                "engines: [{name: far, ssh: ada@gpu, socket: docker.sock}]",
                "engines: [{name: far, host: 'tcp://gpu:2376', ca: /ca.pem, cert: /cert.pem, key: /key.pem}]",
                "default_provider: true",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, family: shared}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, family: attached}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, family: a b}]",
                "quotas:",
                "quotas: []",
                "quotas: {persons: {}}",
                "quotas: {person: 1}",
                "quotas: {person: {instances: '1'}}",
                "quotas: {person: {instances: -1}}",
                "quotas: {person: {instances: 1000001}}",
                "quotas: {person: {cores: 1.5}}",
                "quotas: {person: {memory: 1GB}}",
                "quotas: {person: {memory: 0GiB}}",
                "quotas: {person: {jobs: 1}}",
                "quotas: {person: {families: [gpu]}}",
                "quotas: {person: {families: {gpu: 1}}}",
                "quotas: {person: {families: {gpu: {families: {}}}}}",
                "quotas: {stopped_instances_hold_quota: 'false'}",
                "quotas: {stopped_instances_hold_quota: 0}",
                "idle_shutdown: 30m",
                "idle_shutdown: {default: 30}",
                "idle_shutdown: {default: never}",
                "idle_shutdown: {maximum: 0m}",
                "idle_shutdown: {exempt: ada}",
                "idle_shutdown: {exempt: [1]}",
                "idle_shutdown: {exempt: ['']}",
                "idle_shutdown: {minimum: 15m}",
            })
    void bothRefuse(String yaml) {
        assertThat(readerTakes(yaml)).isFalse();
        assertThat(schemaTakes(yaml)).isFalse();
    }

    /** What a schema can't say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sizes: [{name: a, cpus: 1, memory: 1GiB}, {name: a, cpus: 2, memory: 1GiB}]",
                "sizes: [{name: a, cpus: 1, memory: 1GiB, shm: 2GiB}]",
                "datastore_folders: [/no/such/folder]",
                "ssh_networks: [10.0.0.0/33]",
                "quotas: {person: {families: {unheard-of: {}}}}",
                "quotas: {stopped_instances_hold_quota: on}",
                "idle_shutdown: {default: 14m}",
                "idle_shutdown: {maximum: 4d}",
                "idle_shutdown: {default: 2h, maximum: 1h}",
                "idle_shutdown: {maximum_keepalive: 25h}",
                "{gpus: {devices: [/dev/a]}, sizes: [{name: a, cpus: 1, memory: 1GiB, gpus: 2}]}",
                "gpus: {devices: [/dev/a], shared: [/dev/a]}",
            })
    void theReaderKnowsMore(String yaml) {
        assertThat(readerTakes(yaml)).isFalse();
        assertThat(schemaTakes(yaml)).isTrue();
    }
}

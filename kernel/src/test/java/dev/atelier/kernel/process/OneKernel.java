package dev.atelier.kernel.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One kernel process, driven over ZeroMQ by one test after another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class OneKernel {
    @TempDir
    static Path folder;

    KernelProcess kernel;
    KernelClient client;

    /** For the kernel's JVM. */
    List<String> options() {
        return List.of();
    }

    @BeforeAll
    void start() throws IOException {
        kernel = new KernelProcess(folder, options());
        client = new KernelClient(kernel.connection());
    }

    @AfterAll
    void stop() {
        client.close();
        kernel.close();
    }

    static ObjectNode cell(String code) {
        return Json.object().put("code", code);
    }
}

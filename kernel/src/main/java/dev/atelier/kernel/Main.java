package dev.atelier.kernel;

import dev.atelier.kernel.history.DataFolder;
import dev.atelier.kernel.session.Complaints;
import dev.atelier.kernel.session.KernelSession;
import dev.atelier.kernel.transport.ConnectionFile;
import java.io.IOException;
import java.nio.file.Path;
import org.zeromq.ZMQException;

/** {@code java -jar atelier-kernel.jar CONNECTION_FILE}, as a kernelspec starts it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("Usage: dev.atelier.kernel.Main CONNECTION_FILE\nJupyter writes the connection file; "
                    + "install the kernelspec and start the kernel from Jupyter.");
            System.exit(2);
        }
        Complaints complaints = new Complaints(System.err);
        try {
            ConnectionFile file = ConnectionFile.read(Path.of(arguments[0]));
            Path history = DataFolder.of(
                            System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")))
                    .resolve("java-history.jsonl");
            Signals.ignoreInterrupts();
            new KernelSession(file, history, complaints).start();
        } catch (IOException | IllegalArgumentException e) {
            complaints.accept(e.getMessage());
            System.exit(1);
        } catch (ZMQException e) {
            complaints.accept("A port of " + arguments[0] + " cannot be bound: " + e.getMessage()
                    + ". Another kernel may still use it.");
            System.exit(1);
        }
    }
}

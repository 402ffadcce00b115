package dev.atelier.kernel;

import dev.atelier.kernel.history.DataFolder;
import dev.atelier.kernel.session.Complaints;
import dev.atelier.kernel.session.Engine;
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
        Path data =
                DataFolder.of(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
        run(Path.of(arguments[0]), data.resolve("java-history.jsonl"));
    }

    /** Starts a kernel and returns; it ends with the JVM. What cannot be started ends the JVM at once. */
    public static void run(Path connectionFile, Path historyFile) {
        Complaints complaints = new Complaints(System.err);
        Engine engine = Engine.begin(complaints);
        try {
            ConnectionFile file = ConnectionFile.read(connectionFile);
            Signals.ignoreInterrupts();
            new KernelSession(engine, file, historyFile, complaints).start();
        } catch (IOException | IllegalArgumentException e) {
            complaints.accept(e.getMessage());
            System.exit(1);
        } catch (ZMQException e) {
            complaints.accept("A port of " + connectionFile + " cannot be bound: " + e.getMessage()
                    + ". Another kernel may still use it.");
            System.exit(1);
        }
    }
}

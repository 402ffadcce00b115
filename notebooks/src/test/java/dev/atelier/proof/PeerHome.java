package dev.atelier.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where a server out of the tests' Node packages runs. It listens on a port of loopback in any case. */
enum PeerHome {
    /** As a process, where no engine is needed. */
    COMPUTER {
        @Override
        Server start(String program, int port, List<String> options, Map<String, String> environment, Path folder)
                throws IOException {
            return NodeServer.start(program, port, at("127.0.0.1", options), environment, folder.resolve("server.log"));
        }
    },
    /** In a container of its own. */
    CONTAINER {
        @Override
        Server start(String program, int port, List<String> options, Map<String, String> environment, Path folder)
                throws IOException {
            return NodeContainer.start(program, port, at("0.0.0.0", options), environment, folder);
        }
    };

    /** One that runs; it is there no more once it is closed. */
    interface Server extends AutoCloseable {
        @Override
        void close();
    }

    /** Among the options: the address that the server shall bind. */
    static final String ADDRESS = "ADDRESS";

    /**
     * Returns once it answers.
     *
     * @param folder all that it reads and writes
     */
    abstract Server start(String program, int port, List<String> options, Map<String, String> environment, Path folder)
            throws IOException;

    private static List<String> at(String address, List<String> options) {
        return options.stream()
                .map(option -> option.equals(ADDRESS) ? address : option)
                .toList();
    }
}

package dev.atelier.gateway;

import dev.atelier.gateway.config.ConfigFile;
import dev.atelier.gateway.provider.ssh.AllowedNetworks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What options and the operator's file say together: an option wins over the file. */
final class Settings {
    private final Options options;
    private final ConfigFile file;
    private final Optional<AllowedNetworks> networks;

    /** @throws dev.atelier.api.ProblemException {@code bad-network} (400) */
    Settings(Options options, ConfigFile file) {
        this.options = options;
        this.file = file;
        this.networks =
                options.sshNetworks.isEmpty() ? Optional.empty() : Optional.of(AllowedNetworks.of(options.sshNetworks));
    }

    List<Path> datastoreFolders() {
        return options.datastoreFolders.isEmpty() ? file.current().datastoreFolders() : options.datastoreFolders;
    }

    Optional<Integer> spareKernels() {
        return options.spareKernels.or(() -> file.current().spareKernels());
    }

    Optional<String> defaultProvider() {
        return options.defaultProvider.or(() -> file.current().defaultProvider());
    }

    /** By now; the file's may be others later. */
    AllowedNetworks networks() {
        return networks.or(() -> file.current().sshNetworks()).orElseGet(() -> AllowedNetworks.of(List.of()));
    }
}

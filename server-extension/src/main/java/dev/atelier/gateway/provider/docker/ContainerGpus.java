package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.GpuCards;
import dev.atelier.gateway.provider.GpuClaims;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The GPUs of containers: whole cards, each one instance's as long as that runs, and others' while it is stopped.
 */
final class ContainerGpus {
    private static final String NVIDIA_RUNTIME = "nvidia";
    private static final String ACCESS = "rw"; // to make nodes is not for an instance
    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int FOR_OTHERS = 0006;

    private final Engine engine;
    private final Supplier<Terms> terms;
    private final GpuClaims claims;

    ContainerGpus(Engine engine, Supplier<Terms> terms, GpuClaims claims) {
        this.engine = engine;
        this.terms = terms;
        this.claims = claims;
    }

    /** The cards that these labels name. */
    static List<String> named(Map<String, String> labels) {
        return Labels.read(labels, Labels.GPUS)
                .map(cards -> List.of(cards.split(",")))
                .orElse(List.of());
    }

    /** The cards that a container was made with: a label that came from its image names others, which it has not got. */
    static List<String> of(InspectContainerResponse container) {
        Set<String> has = has(container.getHostConfig());
        return named(container.getConfig().getLabels()).stream()
                .filter(has::contains)
                .toList();
    }

    private static Set<String> has(HostConfig host) {
        Set<String> has = new HashSet<>();
        for (Device device : Optional.ofNullable(host.getDevices()).orElse(new Device[0])) {
            has.add(device.getPathOnHost());
        }
        for (DeviceRequest request :
                Optional.ofNullable(host.getDeviceRequests()).orElse(List.of())) {
            Optional.ofNullable(request.getDeviceIds())
                    .ifPresent(ids -> ids.forEach(id -> has.add(GpuCards.NVIDIA + id)));
        }
        return has;
    }

    /**
     * Cards for a container that is about to be made.
     *
     * @throws dev.atelier.api.ProblemException {@code gpus-in-use} (409) with who has them, {@code no-gpus} (409) where the operator
     *     offers fewer by now
     */
    List<String> claim(Place place, int count) {
        if (count == 0) {
            return List.of();
        }
        List<String> all = terms.get().gpus().cards();
        if (all.size() < count) {
            throw Problem.of(
                            409,
                            "no-gpus",
                            place.name() + " wants " + gpus(count) + ", and the operator offers " + all.size() + ".",
                            "Choose another size from: `compute sizes`")
                    .asException();
        }
        return switch (claims.claim(place, count, all)) {
            case GpuClaims.Claimed claimed -> claimed.cards();
            case GpuClaims.Taken taken ->
                throw Problem.of(
                                409,
                                "gpus-in-use",
                                words(count, taken.free(), all.size()) + " in use by "
                                        + String.join(", ", taken.holders()) + ".",
                                "An instance gives its GPUs back when it stops: `compute stop "
                                        + taken.holders().getFirst() + "`. Or take a size with fewer from:"
                                        + " `compute sizes`")
                        .asException();
        };
    }

    /**
     * Cards for a container that starts again: those that it was made with, if the operator offers them still and nobody has
     * them.
     *
     * @param others whether others will do
     * @throws dev.atelier.api.ProblemException as from {@link #claim}
     */
    List<String> claimAgain(Place place, List<String> own, boolean others) {
        if (own.isEmpty()) {
            return own;
        }
        if (!terms.get().gpus().cards().containsAll(own)) {
            return claimOther(place, own, others);
        }
        if (!(claims.claim(place, own.size(), own) instanceof GpuClaims.Taken taken)) {
            return own;
        }
        if (others) {
            return claim(place, own.size());
        }
        throw Problem.of(
                        409,
                        "gpus-in-use",
                        place.name() + " was made with " + String.join(", ", own) + ", in use by "
                                + String.join(", ", taken.holders())
                                + " meanwhile, and its image has volumes that can't follow it to another GPU.",
                        "Stop what has it: `compute stop " + taken.holders().getFirst() + "`. Or delete " + place.name()
                                + " and create it anew; what was installed in it goes, the share stays.")
                .asException();
    }

    /**
     * Cards for a container that is made anew with another size.
     *
     * @param own those that it was made with
     * @throws dev.atelier.api.ProblemException as from {@link #claim}
     */
    List<String> claimFor(Place place, int count, List<String> own) {
        if (count == own.size()) {
            return claimAgain(place, own, true);
        }
        if (count == 0) {
            release(place);
        }
        return claim(place, count);
    }

    private List<String> claimOther(Place place, List<String> own, boolean others) {
        if (others) {
            return claim(place, own.size());
        }
        throw Problem.of(
                        409,
                        "no-gpus",
                        place.name() + " was made with " + String.join(", ", own)
                                + ", which the operator offers no more, and its image has volumes that can't follow it"
                                + " to another GPU.",
                        "Delete " + place.name() + " and create it anew; what was installed in it goes, the share"
                                + " stays.")
                .asException();
    }

    void release(Place place) {
        claims.release(place);
    }

    /** @throws dev.atelier.api.ProblemException {@code no-nvidia-runtime} or {@code gpu-gone} (409) */
    void addTo(HostConfig host, List<String> cards) throws IOException, InterruptedException {
        List<String> nvidia = cards.stream()
                .filter(card -> card.startsWith(GpuCards.NVIDIA))
                .map(card -> card.substring(GpuCards.NVIDIA.length()))
                .toList();
        if (!nvidia.isEmpty()) {
            requireRuntime();
            host.withDeviceRequests(List.of(new DeviceRequest()
                    .withDriver(NVIDIA_RUNTIME)
                    .withDeviceIds(nvidia)
                    .withCapabilities(List.of(List.of("gpu")))));
        }
        List<Path> nodes = new ArrayList<>(cards.stream()
                .filter(card -> !card.startsWith(GpuCards.NVIDIA))
                .map(Path::of)
                .toList());
        if (!cards.isEmpty()) {
            nodes.addAll(terms.get().gpus().shared());
        }
        List<Device> devices = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (Path node : nodes) {
            requireDevice(node);
            devices.add(new Device(ACCESS, node.toString(), node.toString()));
            String group = Files.getAttribute(node, "unix:gid").toString();
            if (!group.equals("0") && !isOpen(node) && !groups.contains(group)) {
                groups.add(group);
            }
        }
        host.withDevices(devices).withGroupAdd(groups);
    }

    private static boolean isOpen(Path node) throws IOException {
        return ((int) Files.getAttribute(node, "unix:mode") & FOR_OTHERS) == FOR_OTHERS;
    }

    private static void requireDevice(Path node) throws IOException {
        if (!Files.exists(node) || ((int) Files.getAttribute(node, "unix:mode") & FILE_TYPE) != CHARACTER_DEVICE) {
            throw Problem.of(
                            409,
                            "gpu-gone",
                            "The GPU's device " + node + " is not there, or is no device.",
                            "Whoever runs the gateway sees to its driver, or to gpus in atelier.yml.")
                    .asException();
        }
    }

    private void requireRuntime() throws IOException, InterruptedException {
        Map<String, ?> runtimes = engine.ask(client -> client.infoCmd().exec()).getRuntimes();
        if (runtimes == null || !runtimes.containsKey(NVIDIA_RUNTIME)) {
            throw Problem.of(
                            409,
                            "no-nvidia-runtime",
                            "The Docker engine has no NVIDIA runtime, which brings GPUs into containers.",
                            "Whoever runs the gateway installs the NVIDIA Container Toolkit and types:"
                                    + " nvidia-ctk runtime configure --runtime=docker && systemctl restart docker")
                    .asException();
        }
    }

    private static String words(int wanted, int free, int all) {
        if (free > 0) {
            return gpus(wanted) + " are wanted, and of " + all + " only " + free + " is free; the others are";
        }
        return all == 1 ? "The only GPU is" : "All " + all + " GPUs are";
    }

    private static String gpus(int count) {
        return count == 1 ? "1 GPU" : count + " GPUs";
    }
}

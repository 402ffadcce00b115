package dev.atelier.gateway.config;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.provider.AllowedImages;
import dev.atelier.gateway.provider.GpuCards;
import dev.atelier.gateway.provider.ImagePattern;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.provider.docker.DockerProvider;
import dev.atelier.gateway.provider.docker.Engines;
import dev.atelier.gateway.provider.local.LocalProvider;
import dev.atelier.gateway.provider.ssh.AllowedNetworks;
import dev.atelier.gateway.yaml.Fault;
import dev.atelier.gateway.yaml.Section;
import dev.atelier.gateway.yaml.YamlText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the file's text, all of it whatever is wrong. */
final class FileReader {
    static final int LONGEST = YamlText.LONGEST;

    private static final List<String> KEYS = List.of(
            "sizes",
            "images",
            "gpus",
            "host_ports",
            "datastore_folders",
            "ssh_networks",
            "spare_kernels",
            "default_provider",
            "engines",
            "quotas",
            "idle_shutdown");
    private static final List<String> PROVIDERS = List.of(LocalProvider.NAME, DockerProvider.NAME);
    private static final int MOST = 100;
    private static final int HIGHEST_PORT = 65535;

    private FileReader() {}

    static Parsed read(String text) {
        List<Fault> faults = new ArrayList<>();
        Optional<OperatorFile> file = YamlText.root(text, faults).map(FileReader::read);
        if (faults.isEmpty()) {
            return new Parsed.Whole(file.orElseGet(OperatorFile::none));
        }
        return new Parsed.Faulty(faults.stream().sorted(Fault.BY_PLACE).toList());
    }

    private static OperatorFile read(Section root) {
        Optional<Section.Keys> there = root.keys(KEYS);
        if (there.isEmpty()) {
            return OperatorFile.none();
        }
        Section.Keys keys = there.orElseThrow();
        GpuCards gpus = keys.optional("gpus").flatMap(GpuReader::read).orElseGet(GpuCards::none);
        SizeReader reader = new SizeReader(gpus.cards().size());
        List<OfferedSize> sizes = keys.optional("sizes")
                .map(s -> s.items(1, MOST, "a list of 1 to " + MOST + " sizes", reader::read))
                .orElse(List.of());
        Optional<List<ImagePattern>> images = keys.optional("images")
                .map(s -> s.items(0, MOST, "a list of " + MOST + " images at most", FileReader::image));
        List<Integer> ports = keys.optional("host_ports")
                .map(s -> s.items(0, MOST, "a list of " + MOST + " ports at most", p -> p.whole(1, HIGHEST_PORT)))
                .orElse(List.of());
        List<Path> folders = keys.optional("datastore_folders")
                .map(s -> s.items(0, MOST, "a list of " + MOST + " folders at most", FileReader::folder))
                .orElse(List.of());
        Optional<AllowedNetworks> networks = keys.optional("ssh_networks")
                .map(s -> s.items(1, MOST, "a list of 1 to " + MOST + " networks", FileReader::network))
                .map(AllowedNetworks::of);
        Optional<Integer> spares =
                keys.optional("spare_kernels").flatMap(s -> s.whole(0, OperatorFile.MOST_SPARE_KERNELS));
        EngineReader engineReader = new EngineReader();
        List<NamedEngine> engines = keys.optional("engines")
                .map(s -> s.items(0, MOST, "a list of " + MOST + " engines at most", engineReader::read))
                .orElse(List.of());
        List<String> providers = Stream.concat(
                        PROVIDERS.stream(), engines.stream().map(e -> Engines.provider(e.name())))
                .toList();
        Optional<String> provider = keys.optional("default_provider")
                .flatMap(s -> s.text(
                        "one of " + String.join(", ", providers),
                        p -> Optional.of(p).filter(providers::contains)));
        Quotas quotas =
                keys.optional("quotas").map(new QuotaReader(sizes)::read).orElseGet(Quotas::none);
        IdleTerms idle = keys.optional("idle_shutdown").map(IdleReader::read).orElseGet(IdleTerms::none);
        return new OperatorFile(
                sizes,
                new AllowedImages(images),
                gpus,
                ports,
                folders,
                networks,
                spares,
                provider,
                engines,
                new Bounds(quotas, idle));
    }

    private static Optional<ImagePattern> image(Section section) {
        return section.text(
                "an image like python:3.13 or ghcr.io/team/*, with * at the end of its name or tag alone",
                ImagePattern::parse);
    }

    private static Optional<Path> folder(Section section) {
        return section.text("the absolute path of a folder that is there", words -> {
            try {
                return Optional.of(Path.of(words)).filter(p -> p.isAbsolute() && Files.isDirectory(p));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<String> network(Section section) {
        return section.text("a network like 10.0.0.0/8, or an address", cidr -> {
            try {
                AllowedNetworks.of(List.of(cidr));
                return Optional.of(cidr);
            } catch (ProblemException e) {
                return Optional.empty();
            }
        });
    }
}

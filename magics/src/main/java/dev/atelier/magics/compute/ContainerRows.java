package dev.atelier.magics.compute;

import dev.atelier.api.ContainerDetails;
import dev.atelier.api.ImageDetails;
import dev.atelier.api.Instance;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an instance's container is made of, as rows of a table. */
final class ContainerRows {
    private static final int ID_LETTERS = "sha256:".length() + 12; // as docker shows them

    private ContainerRows() {}

    /** @param prompt what stands before a command where this is read */
    static void addImage(Table table, Instance instance, String prompt) {
        Optional<ImageDetails> image = instance.container().map(ContainerDetails::image);
        image.map(ContainerRows::words)
                .or(instance::image)
                .ifPresent(words -> table.add(Cell.of("image"), Cell.of(words)));
        image.filter(ImageDetails::moved)
                .ifPresent(old -> table.add(
                        Cell.of("newer image"),
                        Cell.of(old.name() + " is another one by now; this instance keeps its own. To get that: "
                                + prompt + "compute delete " + instance.name() + " --yes, then create it anew.")));
    }

    private static String words(ImageDetails image) {
        List<String> words =
                new ArrayList<>(List.of(image.name(), shortened(image.digest().orElse(image.id()))));
        image.created().ifPresent(time -> words.add("built " + Ages.since(time) + " ago"));
        return String.join(", ", words);
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), ID_LETTERS));
    }

    static void addGpus(Table table, Instance instance) {
        instance.container()
                .map(ContainerDetails::gpus)
                .filter(gpus -> !gpus.isEmpty())
                .ifPresent(gpus -> table.add(Cell.of("GPU cards"), Cell.of(String.join(", ", gpus))));
    }
}

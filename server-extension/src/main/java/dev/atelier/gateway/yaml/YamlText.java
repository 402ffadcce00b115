package dev.atelier.gateway.yaml;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** A whole text of YAML. Its nodes are looked at as they are: no object is made by YAML. */
public final class YamlText {
    /** In bytes, and so in letters. */
    public static final int LONGEST = 256 << 10;

    private static final int DEPTH = 10;
    private static final int ALIASES = 50;

    private YamlText() {}

    /** Empty where the text says nothing, or nothing that is YAML, which is a fault. */
    public static Optional<Section> root(String text, List<Fault> faults) {
        return compose(text, faults).map(node -> new Section(node, "", faults));
    }

    private static Optional<Node> compose(String text, List<Fault> faults) {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LONGEST);
        limits.setNestingDepthLimit(DEPTH);
        limits.setMaxAliasesForCollections(ALIASES);
        try {
            return Optional.ofNullable(new Yaml(limits).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            faults.add(Fault.expected(
                    Place.of(e.getProblemMark()),
                    "",
                    Optional.of(String.valueOf(e.getProblem())),
                    "YAML, one document"));
        } catch (YAMLException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            faults.add(Fault.expected(
                    Place.BEGIN, "", Optional.of(first), "YAML, one document, of " + DEPTH + " levels at most"));
        }
        return Optional.empty();
    }
}

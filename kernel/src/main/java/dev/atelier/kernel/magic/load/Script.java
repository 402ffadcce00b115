package dev.atelier.kernel.magic.load;

import java.util.List;

/**
 * A file as a notebook can run it.
 *
 * @param remarks sentences about what of it is not run
 */
record Script(List<Part> parts, List<String> remarks) {

    /**
     * Text that is run at once.
     *
     * @param label what errors call it, before the number of a line
     */
    record Part(String text, String label) {}
}

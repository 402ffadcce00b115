package dev.atelier.kernel.inspection;

import java.util.List;

/**
 * What is known about a name.
 *
 * @param plain for consoles
 * @param html for notebooks: of the documentation's own tags only those that carry no attributes, everything else escaped
 */
public record Tooltip(String plain, String html) {

    /** Where declarations are all that is known. */
    public static Tooltip ofSignatures(List<String> signatures) {
        DocSheet sheet = new DocSheet();
        signatures.forEach(sheet::signature);
        return sheet.tooltip();
    }
}

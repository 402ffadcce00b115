package dev.atelier.kernel.display;

import java.util.Arrays;

/** A machine without fonts, which Java reports as anything but that. */
final class Fonts {
    static final String SENTENCE =
            "Nothing with letters can be drawn, because this machine has no fonts. Install some (on Debian: "
                    + "apt-get install fontconfig fonts-dejavu-core) and restart the kernel; until then it is shown as text.";

    private static final int MAX_CAUSES = 10;

    private Fonts() {}

    /** Whether that is why drawing failed. */
    static boolean missing(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < MAX_CAUSES; i++, each = each.getCause()) {
            if (inFonts(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inFonts(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.contains("Fontconfig")
                || message.contains("libfontmanager")
                || message.contains("libfreetype")
                || Arrays.stream(thrown.getStackTrace())
                        .limit(3)
                        .anyMatch(frame -> frame.getClassName().startsWith("sun.awt.FontConfiguration")
                                || frame.getClassName().startsWith("sun.font.")
                                || frame.getClassName().startsWith("sun.awt.FcFontConfiguration"));
    }
}

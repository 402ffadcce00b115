package dev.atelier.gateway.http;

/** Foreign text on its way into a log line. */
final class LogText {
    private static final int LONGEST = 300;

    private LogText() {}

    /** Control characters become {@code ?}, so that nobody writes lines of their own; the end of a long text is cut. */
    static String safe(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shown.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

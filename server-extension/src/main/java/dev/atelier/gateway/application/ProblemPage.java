package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What somebody sees whose application can't be shown. It looks again by itself where that may help. */
final class ProblemPage {
    private static final String PAGE = page();
    private static final int BAD_GATEWAY = 502;

    private ProblemPage() {}

    static Reply of(Problem problem) {
        boolean again = problem.status() >= BAD_GATEWAY;
        String page = PAGE.replace("{{refresh}}", again ? "<meta http-equiv=\"refresh\" content=\"3\">\n" : "")
                .replace("{{detail}}", escaped(problem.detail()))
                .replace("{{next}}", escaped(problem.next().orElse("")));
        return new Reply.Bytes(
                problem.status(),
                "text/html; charset=utf-8",
                page.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'",
                        "X-Content-Type-Options",
                        "nosniff",
                        "Cache-Control",
                        "no-store"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String page() {
        try (InputStream in = ProblemPage.class.getResourceAsStream("problem.html")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file problem.html");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read problem.html", e);
        }
    }
}

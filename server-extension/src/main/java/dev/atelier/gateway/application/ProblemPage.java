package dev.atelier.gateway.application;

import dev.atelier.api.Problem;
import dev.atelier.gateway.http.OwnFiles;
import dev.atelier.gateway.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What somebody sees whose application can't be shown. It looks again by itself where that may help. */
final class ProblemPage {
    private static final String PAGE = OwnFiles.text(ProblemPage.class, "problem.html");
    private static final int BAD_GATEWAY = 502;

    private ProblemPage() {}

    static Reply of(Problem problem) {
        boolean again = problem.status() >= BAD_GATEWAY || problem.code().equals("not-running"); // it may be starting
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
}

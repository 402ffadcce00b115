package dev.atelier.bench.applications;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of wrk, a client that costs little itself. */
record Wrk(double perSecond, long requests) {
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("([0-9]+) requests in");

    static Wrk run(Way way, String path, int connections, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s"));
        way.fields().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
        command.add(way.url() + path);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0 || said.contains("Non-2xx") || said.contains("Socket errors: connect")) {
            throw new IOException(way.name() + ": " + said);
        }
        return new Wrk(Double.parseDouble(found(RATE, said)), Long.parseLong(found(COUNT, said)));
    }

    private static String found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("wrk said: " + text);
        }
        return matcher.group(1);
    }
}

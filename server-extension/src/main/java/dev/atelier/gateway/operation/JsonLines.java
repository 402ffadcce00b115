package dev.atelier.gateway.operation;

import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.http.Answered;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A log of which every line is one JSON object, whatever the words in it. */
public final class JsonLines extends Formatter {

    /** Makes it the format of all that this program logs. */
    public static void install() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new JsonLines());
        }
    }

    @Override
    public String format(LogRecord line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Timestamps.format(line.getInstant()));
        fields.put("level", level(line.getLevel()));
        fields.put("logger", line.getLoggerName());
        request(line)
                .ifPresentOrElse(request -> request(fields, request), () -> fields.put("message", formatMessage(line)));
        if (line.getThrown() != null) {
            StringWriter trace = new StringWriter();
            line.getThrown().printStackTrace(new PrintWriter(trace));
            fields.put("error", trace.toString());
        }
        return Json.write(fields) + "\n";
    }

    private static Optional<Answered> request(LogRecord line) {
        return Stream.ofNullable(line.getParameters())
                .flatMap(Stream::of)
                .filter(Answered.class::isInstance)
                .map(Answered.class::cast)
                .findFirst();
    }

    private static void request(Map<String, Object> fields, Answered request) {
        fields.put("message", "request");
        fields.put("request_id", request.id());
        fields.put("method", request.method());
        fields.put("route", request.route().orElse("none"));
        fields.put("status", request.status());
        fields.put("bytes", request.bytes());
        fields.put("millis", request.took().toNanos() / 1_000_000.0);
        fields.put("client", request.client());
        request.person().ifPresent(person -> fields.put("person", person));
        request.refusal().ifPresent(reason -> fields.put("refusal", reason));
    }

    private static String level(Level level) {
        return switch (level.getName()) {
            case "SEVERE" -> "error";
            case "WARNING" -> "warning";
            case "INFO", "CONFIG" -> "info";
            default -> level.getName().toLowerCase(Locale.ROOT).startsWith("f") ? "debug" : "info";
        };
    }
}

package dev.atelier.gateway.rest;

import dev.atelier.api.Event;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Events, as server-sent events that can be resumed by their id. */
public final class EventRoutes {
    /** Also keeps proxies from closing a quiet stream, and notices a client that left. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final EventLog events;

    public EventRoutes(EventLog events) {
        this.events = events;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/atelier/v1/events", Permission.READ, this::stream)
                        .says(
                                "What happens from now on, as server-sent events that can be resumed by their number; does not end by itself.")
                        .query(
                                "after",
                                "The number of the last event that you have: those that came later are sent first.")
                        .header("Last-Event-ID", "The same, as browsers send it when they come back.")
                        .gives(200, new Description.Content.Events(Event.class)),
                Route.call(Method.GET, "/atelier/v1/events/newest", Permission.READ, r -> Reply.json(events.newest()))
                        .says("The number of the newest event; 0 before the first.")
                        .gives(200, Long.class));
    }

    private Reply stream(Request request) {
        long after = request.header("Last-Event-ID")
                .or(() -> request.query("after"))
                .map(EventRoutes::number)
                .orElseGet(events::newest);
        return new Reply.Live(200, "text/event-stream", out -> send(after, out), Map.of("Cache-Control", "no-store"));
    }

    private void send(long after, OutputStream out) throws IOException, InterruptedException {
        long seen = after;
        while (true) {
            List<Event> news = events.await(seen, HEARTBEAT);
            StringBuilder text = new StringBuilder(news.isEmpty() ? ":\n\n" : "");
            for (Event event : news) {
                text.append("id: ")
                        .append(event.id())
                        .append("\ndata:")
                        .append(Json.write(event))
                        .append("\n\n");
                seen = event.id();
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "bad-event-id",
                            "“" + dev.atelier.api.Names.shown(text) + "” is no number of an event."),
                    e);
        }
    }
}

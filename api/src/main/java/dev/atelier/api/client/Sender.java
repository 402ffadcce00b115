package dev.atelier.api.client;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Sends calls, each of those that change something with a key of its own ({@code Idempotency-Key}): where the connection broke, nobody
 * knows whether the gateway has done it, so it is sent again with the same key, by which it is done once.
 */
final class Sender {
    private static final String KEY = "Idempotency-Key";
    private static final int MOST = 3;
    /** How often it is asked for the answer of what is under way; each time the gateway waits some seconds for that itself. */
    private static final int MOST_WAITS = 12;

    /** How often it is tried again where an agent says that its way to the gateway broke; a gateway is back within seconds. */
    private static final int MOST_AWAY = 20;

    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Transport transport;

    Sender(Transport transport) {
        this.transport = transport;
    }

    Transport.Response send(Call call) throws IOException, InterruptedException {
        return call.method().equals("GET") ? transport.send(call) : sendOnce(keyed(call));
    }

    private static Call keyed(Call call) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.putIfAbsent(KEY, UUID.randomUUID().toString());
        return new Call(call.method(), call.path(), headers, call.body());
    }

    private Transport.Response sendOnce(Call call) throws IOException, InterruptedException {
        Transport.Response response = sendAgain(call);
        int waits = 0;
        int away = 0;
        while ((is(CONFLICT, "request-under-way", response) && waits++ < MOST_WAITS)
                || (is(UNAVAILABLE, "gateway-away", response) && away++ < MOST_AWAY)) {
            Thread.sleep(PAUSE);
            response = sendAgain(call);
        }
        return response;
    }

    private Transport.Response sendAgain(Call call) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return transport.send(call);
            } catch (IOException e) {
                if (attempt == MOST || isFinal(e)) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Where there is no gateway nothing was sent; and whoever has waited so long need not do so again. */
    private static boolean isFinal(IOException e) {
        return e instanceof ConnectException
                || e instanceof HttpTimeoutException
                || e instanceof ClosedByInterruptException;
    }

    private static boolean is(int status, String code, Transport.Response response) {
        if (response.status() != status) {
            return false;
        }
        try {
            return Json.read(response.body(), Problem.class).code().equals(code);
        } catch (ProblemException e) { // not the gateway's own words
            return false;
        }
    }
}

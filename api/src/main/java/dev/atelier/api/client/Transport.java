package dev.atelier.api.client;

import java.io.IOException;
import java.util.function.Predicate;

/** A way to the gateway. */
public interface Transport {

    /** The whole answer, of at most 16 MiB. */
    Response send(Call call) throws IOException, InterruptedException;

    /**
     * The answer line by line, while it comes, until it ends or {@code more} says no. A status that is not 200 comes back
     * with its body instead.
     */
    Response follow(Call call, Predicate<String> more) throws IOException, InterruptedException;

    /** Where calls go, for messages. */
    String target();

    record Response(int status, String body) {}
}

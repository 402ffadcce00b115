package dev.atelier.gateway.identity;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What people have that would be left to nobody without them. */
@FunctionalInterface
public interface Belongings {

    /**
     * One of them.
     *
     * @param words what it is: {@code the instance box1}
     * @param end the command that ends it
     */
    record Thing(String words, String end) {}

    /** Asked in the transaction that is about to remove the person; waits for nothing. */
    List<Thing> of(Handle transaction, String person);
}

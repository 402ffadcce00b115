package dev.atelier.agent.kernel;

import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Timestamps;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cells that a kernel was asked to run and has not finished. Which request belongs to which cell stands in the request
 * alone, so a note of it goes into the journal when the cell begins, for the next agent. Its own lock, held for a moment:
 * I/O threads enter with requests, the kernel's thread with what it says.
 */
final class Executions {
    private static final String REQUEST = "execute_request";
    private static final String NOTE = "atelier_execution";
    private static final int MOST = 1000;
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_HEADER = 1 << 14;

    private final OwnMessages own;
    private final Map<String, Execution> underWay = new LinkedHashMap<>();

    /**
     * A request that has not ended.
     *
     * @param header the request's, which whatever answers it has as its parent
     * @param began when the kernel said that it works on it; empty while it is queued
     * @param after a number of the journal before all that it has said
     */
    record Execution(
            String id,
            Optional<String> session,
            ByteBuffer header,
            Optional<String> cell,
            Optional<Instant> began,
            long after) {}

    Executions(OwnMessages own) {
        this.own = own;
    }

    /** In the order in which they were asked for. */
    synchronized List<Execution> all() {
        return List.copyOf(underWay.values());
    }

    /** Notes what a session sends. */
    void asked(HeaderPeek header, KernelMessage request) {
        if (header.type().filter(REQUEST::equals).isPresent()) {
            Optional<String> cell = HeaderPeek.at(request.metadata()).cell().filter(Executions::isShort);
            header.id()
                    .filter(Executions::isShort)
                    .ifPresent(id -> queue(id, header.session(), request.header(), cell));
        }
    }

    private synchronized void queue(String id, Optional<String> session, ByteBuffer header, Optional<String> cell) {
        if (underWay.size() < MOST && header.remaining() <= LONGEST_HEADER) {
            underWay.putIfAbsent(id, new Execution(id, session, copy(header), cell, Optional.empty(), 0));
        }
    }

    /**
     * Notes what the kernel says.
     *
     * @param last the journal's last number
     * @return what is to be written into the journal for the next agent, and is for no session
     */
    Optional<KernelMessage> heard(KernelMessage message, long last) {
        HeaderPeek header = HeaderPeek.at(message.header());
        String type = header.type().orElse("");
        if (message.channel() == Channel.IOPUB && type.equals("status")) {
            return status(
                    HeaderPeek.at(message.content()).state().orElse(""),
                    message.parentHeader(),
                    last,
                    Timestamps.now());
        }
        if (message.channel() == Channel.SHELL && type.equals("execute_reply")) {
            HeaderPeek.at(message.parentHeader()).id().ifPresent(this::answered);
        }
        return Optional.empty();
    }

    private Optional<KernelMessage> status(String state, ByteBuffer parentHeader, long last, Instant when) {
        HeaderPeek parent = HeaderPeek.at(parentHeader);
        Optional<String> id = parent.id().filter(Executions::isShort);
        if (id.isEmpty() || parent.type().filter(REQUEST::equals).isEmpty()) {
            return Optional.empty();
        }
        if (state.equals("idle")) {
            ended(id.get());
        }
        return state.equals("busy")
                ? begin(id.get(), parent.session(), parentHeader, last, when).map(cell -> note(parentHeader, cell))
                : Optional.empty();
    }

    /** @return the cell that begins with it, if it is known */
    private synchronized Optional<String> begin(
            String id, Optional<String> session, ByteBuffer header, long last, Instant when) {
        Optional<Execution> asked = Optional.ofNullable(underWay.get(id));
        if (asked.isEmpty() && (underWay.size() >= MOST || header.remaining() > LONGEST_HEADER)) {
            return Optional.empty();
        }
        Optional<String> cell = asked.flatMap(Execution::cell);
        underWay.put(
                id,
                new Execution(
                        id,
                        asked.flatMap(Execution::session).or(() -> session),
                        asked.map(Execution::header).orElseGet(() -> copy(header)),
                        cell,
                        Optional.of(when),
                        last));
        return cell;
    }

    /** A queued one that is answered was refused: an earlier cell had failed. */
    private synchronized void answered(String id) {
        if (underWay.containsKey(id) && underWay.get(id).began().isEmpty()) {
            underWay.remove(id);
        }
    }

    synchronized void ended(String id) {
        underWay.remove(id);
    }

    /** The process is gone, and what it was asked with it. Gives that, in the order in which it was asked for. */
    synchronized List<Execution> clear() {
        List<Execution> unfinished = all();
        underWay.clear();
        return unfinished;
    }

    private KernelMessage note(ByteBuffer request, String cell) {
        return own.message(Channel.SHELL, NOTE, request, Map.of("cellId", cell));
    }

    /** Takes over what an earlier agent's journal says, message by message. */
    void replay(KernelMessage message, long number) {
        HeaderPeek header = HeaderPeek.at(message.header());
        switch (header.type().orElse("")) {
            case NOTE -> {
                HeaderPeek request = HeaderPeek.at(message.parentHeader());
                request.id()
                        .ifPresent(id -> queue(
                                id,
                                request.session(),
                                message.parentHeader(),
                                HeaderPeek.at(message.content()).cell()));
            }
            case "status" -> {
                String state = HeaderPeek.at(message.content()).state().orElse("");
                if (state.equals("restarting") || state.equals("dead")) {
                    clear();
                } else {
                    status(state, message.parentHeader(), number - 1, time(header));
                }
            }
            default -> {} // an output, which is read when somebody asks
        }
    }

    private static Instant time(HeaderPeek header) {
        try {
            return header.date()
                    .map(date -> OffsetDateTime.parse(date).toInstant())
                    .orElseGet(Timestamps::now);
        } catch (DateTimeParseException e) { // a kernel that writes its dates otherwise
            return Timestamps.now();
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private static boolean isShort(String id) {
        return id.length() <= LONGEST_ID;
    }
}

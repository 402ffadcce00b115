package dev.atelier.agent.kernel;

import dev.atelier.agent.journal.Audience;
import dev.atelier.agent.journal.Draft;
import dev.atelier.agent.journal.Journal;
import dev.atelier.agent.kernel.Executions.Execution;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Timestamps;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What passes between a kernel and its sessions: who gets what, in which state the kernel is, and the journal. The kernel's
 * own thread enters with outputs and holds the monitor while the disk takes them, so that the journal has them in order.
 * Connections enter with requests on I/O threads, which never wait for it: {@link #askedBy} is its own lock.
 */
final class Traffic {
    private static final int REMEMBERED_REQUESTS = 10_000;
    private static final int LONGEST_SESSION = 200;

    private final Journal journal;
    private final OwnMessages own;
    private final long largestMessage;
    private final Map<String, Asked> askedBy = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
            return size() > REMEMBERED_REQUESTS;
        }
    };
    /** A request that a session sent. */
    private record Asked(String session, Channel channel) {}

    private final Executions executions;
    private volatile String state = "starting";
    private boolean restarting;
    private volatile Instant lastActivity = Timestamps.now();
    private Optional<ByteBuffer> busyWith = Optional.empty();

    Traffic(Journal journal, OwnMessages own, long largestMessage) {
        this.journal = journal;
        this.own = own;
        this.largestMessage = largestMessage;
        this.executions = new Executions(own);
    }

    Executions executions() {
        return executions;
    }

    Journal journal() {
        return journal;
    }

    String state() {
        return state;
    }

    Instant lastActivity() {
        return lastActivity;
    }

    /** The header of the request that the kernel works on. */
    synchronized Optional<ByteBuffer> busyWith() {
        return busyWith;
    }

    /** Notes who sent a request, so that the reply finds back. */
    void asked(String session, KernelMessage request) {
        lastActivity = Timestamps.now();
        if (request.channel() != Channel.STDIN) {
            HeaderPeek header = HeaderPeek.at(request.header());
            header.id().ifPresent(id -> remember(id, new Asked(session, request.channel())));
            executions.asked(header, request);
        }
    }

    private void remember(String id, Asked asked) {
        synchronized (askedBy) {
            askedBy.put(id, asked);
        }
    }

    /** Journals what the kernel said. */
    synchronized void received(List<KernelMessage> batch) {
        List<Draft> drafts = new ArrayList<>(batch.size());
        for (KernelMessage message : batch) {
            note(message);
            executions.heard(message, journal.last()).ifPresent(noted -> drafts.add(new Draft(Audience.NOBODY, noted)));
            if (message.size() > largestMessage) {
                drafts.add(tooLarge(message));
            } else {
                audience(message).ifPresent(audience -> drafts.add(new Draft(audience, message)));
            }
        }
        journal.append(drafts);
    }

    /** Says on stderr, in the cell that runs if one does, what the agent has to say. */
    synchronized void notice(String text) {
        say(own.stderr(text + "\n", busyWith.orElse(OwnMessages.noParent())));
    }

    /**
     * Ends the cells that the process was asked for and has not finished. All of it is journalled at once: nobody sees a half.
     *
     * @param counted the same cells with their execution counts, as far as they are known
     * @return the ids of the requests that are answered now
     */
    synchronized Set<String> end(LastWords words, List<ExecutionModel> counted) {
        List<Execution> unfinished = executions.clear();
        List<Draft> drafts = words.of(own, counted, unfinished, this::whoAsked);
        if (!drafts.isEmpty()) {
            journal.append(drafts);
        }
        return unfinished.stream().map(Execution::id).collect(Collectors.toSet());
    }

    /** Says in the kernel's name that it is in this state now. */
    synchronized void announce(String newState) {
        enter(newState);
        say(own.status(newState, OwnMessages.noParent()));
    }

    synchronized void enter(String newState) {
        state = newState;
        restarting |= newState.equals("restarting");
        if (!newState.equals("busy")) {
            busyWith = Optional.empty();
        }
    }

    /** A process has answered the agent's own questions, whose busy and idle nobody else sees. */
    synchronized void answered() {
        if (restarting) { // whatever the new process said meanwhile: a client waits for this
            restarting = false;
            announce("idle");
        } else if (state.equals("starting")) {
            enter("idle");
        }
    }

    /** Takes over what an earlier agent's journal says. */
    synchronized void resume(String lastState, Optional<ByteBuffer> lastBusyWith) {
        state = lastState;
        busyWith = lastBusyWith;
    }

    /** Says that outputs may be missing here, since no agent was there to take them. */
    synchronized void markGap() {
        notice("The instance's agent was restarted here; what the kernel said meanwhile is missing.");
    }

    /** For a request that ended unseen: an error as its reply, then idle. */
    synchronized void closeUnseen(ByteBuffer request) {
        if (busyWith.filter(request::equals).isEmpty()) {
            return; // its end was seen after all
        }
        HeaderPeek header = HeaderPeek.at(request);
        String type = header.type().orElse("");
        if (type.endsWith("_request") && header.session().isPresent()) {
            KernelMessage reply = own.message(
                    Channel.SHELL,
                    type.replaceFirst("_request$", "_reply"),
                    request,
                    Map.of(
                            "status", "error",
                            "ename", "AgentRestarted",
                            "evalue", "The request ended while the instance's agent was being restarted.",
                            "traceback", List.of(),
                            "execution_count", 0));
            journal.append(List.of(new Draft(Audience.only(header.session().get()), reply)));
        }
        enter("idle");
        header.id().ifPresent(executions::ended);
        say(own.status("idle", request));
    }

    private void say(KernelMessage message) {
        journal.append(List.of(new Draft(Audience.EVERYBODY, message)));
    }

    private void note(KernelMessage message) {
        lastActivity = Timestamps.now();
        boolean status = message.channel() == Channel.IOPUB
                && HeaderPeek.at(message.header())
                        .type()
                        .filter("status"::equals)
                        .isPresent();
        // What runs on control runs beside the cell, and does not make the kernel busy or idle.
        if (status
                && asked(HeaderPeek.at(message.parentHeader()))
                                .map(Asked::channel)
                                .orElse(Channel.SHELL)
                        == Channel.SHELL) {
            HeaderPeek.at(message.content()).state().ifPresent(now -> {
                enter(now);
                if (now.equals("busy")) {
                    busyWith = Optional.of(copy(message.parentHeader()));
                }
            });
        }
    }

    private Optional<Asked> asked(HeaderPeek parent) {
        synchronized (askedBy) {
            return parent.id().flatMap(id -> Optional.ofNullable(askedBy.get(id)));
        }
    }

    private Optional<Audience> audience(KernelMessage message) {
        if (message.channel() == Channel.IOPUB) {
            return Optional.of(Audience.EVERYBODY);
        }
        return whoAsked(message.parentHeader());
    }

    /** A client's connection and its requests may each name another session: it is the connection that gets the reply. */
    private Optional<Audience> whoAsked(ByteBuffer request) {
        HeaderPeek parent = HeaderPeek.at(request);
        return asked(parent)
                .map(Asked::session)
                .or(parent::session)
                .filter(session -> session.length() <= LONGEST_SESSION)
                .map(Audience::only);
    }

    private Draft tooLarge(KernelMessage message) {
        String text = "A message of " + (message.size() >> 20) + " MiB was dropped: this instance passes on at most "
                + (largestMessage >> 20) + " MiB at once. Write large results to a file.\n";
        return new Draft(Audience.EVERYBODY, own.stderr(text, message.parentHeader()));
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
}

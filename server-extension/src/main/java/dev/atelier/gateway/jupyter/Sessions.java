package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Sessions: which notebook uses which kernel. They outlive the gateway's process, as the kernels do. People who open one notebook have
 * a session each, with a kernel of their own (owners of the workspace share those of {@code local}): a page goes to the first one that is listed for its path.
 */
public final class Sessions {
    private static final int STRIPES = 64;

    private final Database database;
    private final Kernels kernels;
    /** Two tabs that open one notebook at once get one kernel. */
    private final List<ReentrantLock> byPath =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    public Sessions(Database database, Kernels kernels) {
        this.database = database;
        this.kernels = kernels;
    }

    private record Row(String id, String path, String name, String type, String kernel) {}

    /** Those whose kernels this person may use. */
    public List<ObjectNode> all(Principal who) throws InterruptedException {
        List<ObjectNode> models = new ArrayList<>();
        // First the rows: a session that is opened meanwhile has a kernel that the list of kernels may not have.
        List<Row> rows = rows(who);
        List<ObjectNode> live = kernels.all(who);
        for (Row row : rows) {
            Optional<ObjectNode> kernel = live.stream()
                    .filter(k -> k.path("id").asText().equals(row.kernel()))
                    .findFirst();
            if (kernel.isPresent()) {
                models.add(model(row, kernel.orElseThrow()));
            } else if (!kernels.hasEnded(row.kernel())) {
                delete(row);
            }
        }
        return models;
    }

    /** The path of the notebook that uses a kernel. */
    public Optional<String> pathOf(String kernel) {
        return rows().stream()
                .filter(row -> row.kernel().equals(kernel))
                .map(Row::path)
                .findFirst();
    }

    public ObjectNode one(String id) throws IOException, InterruptedException {
        Row row = require(id);
        return model(row, kernels.one(row.kernel()));
    }

    /** This person's session of that path; a new one with a new kernel where there is none. */
    public ObjectNode open(Principal who, JsonNode asked) throws IOException, InterruptedException {
        JsonNode wish = today(asked);
        String path = required(wish, "path");
        String type = required(wish, "type");
        return alone(path, () -> {
            Optional<ObjectNode> there = live(who, path);
            if (there.isPresent()) {
                return there.orElseThrow();
            }
            ObjectNode kernel = kernel(who, wish.path("kernel"), path);
            Row row = new Row(
                    UUID.randomUUID().toString(),
                    path,
                    wish.path("name").asText(""),
                    type,
                    kernel.path("id").asText());
            database.write(h -> h.execute(
                    "INSERT INTO session (id, path, name, type, kernel) VALUES (?, ?, ?, ?, ?)",
                    row.id(),
                    row.path(),
                    row.name(),
                    row.type(),
                    row.kernel()));
            return model(row, kernel);
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** What opens, changes or ends the session of a path is done one after another, or a kernel would be left to nobody. */
    private <T> T alone(String path, Work<T> work) throws IOException, InterruptedException {
        ReentrantLock lock = byPath.get(Math.floorMod(path.hashCode(), STRIPES));
        lock.lockInterruptibly();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Old clients name a notebook by a key of its own. */
    private static JsonNode today(JsonNode wish) {
        JsonNode notebook = wish.path("notebook");
        String path = notebook.path("path").asText(notebook.path("name").asText(""));
        if (path.isEmpty()) {
            return wish;
        }
        return ((ObjectNode) wish.deepCopy()).put("path", path).put("type", "notebook");
    }

    private Optional<ObjectNode> live(Principal who, String path) throws IOException, InterruptedException {
        for (Row row : rows(who)) {
            if (row.path().equals(path) && kernels.hasEnded(row.kernel())) {
                delete(row); // whoever opens the notebook anew wants a kernel that lives
            } else if (row.path().equals(path)) {
                try {
                    return Optional.of(model(row, kernels.one(row.kernel())));
                } catch (ProblemException e) {
                    if (e.problem().status() != 404) {
                        throw e;
                    }
                    delete(row);
                }
            }
        }
        return Optional.empty();
    }

    /** The kernel that a client named by its id, or a new one by its kernelspec, with that id if there was one. */
    private ObjectNode kernel(Principal who, JsonNode wish, String path) throws IOException, InterruptedException {
        return kernels.start(
                who, new Kernels.Wish(text(wish, "id"), text(wish, "name"), Optional.of(path), java.util.Map.of()));
    }

    private static Optional<String> text(JsonNode wish, String field) {
        return Optional.of(wish.path(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(t -> !t.isEmpty());
    }

    public ObjectNode change(Principal who, String id, JsonNode asked) throws IOException, InterruptedException {
        JsonNode wish = today(asked);
        return alone(require(id).path(), () -> {
            Row before = require(id);
            kernels.requireUser(who, before.kernel());
            String path = wish.path("path").asText(before.path());
            String kernel = wish.hasNonNull("kernel") ? other(who, wish.path("kernel"), path) : before.kernel();
            Row row = new Row(
                    id,
                    path,
                    wish.path("name").asText(before.name()),
                    wish.path("type").asText(before.type()),
                    kernel);
            database.write(h -> h.execute(
                    "UPDATE session SET path = ?, name = ?, type = ?, kernel = ? WHERE id = ?",
                    row.path(),
                    row.name(),
                    row.type(),
                    row.kernel(),
                    id));
            if (!before.kernel().equals(kernel)) {
                end(who, before.kernel());
            }
            return one(id);
        });
    }

    /** The id of a kernel that lives, or of a new one. */
    private String other(Principal who, JsonNode wish, String path) throws IOException, InterruptedException {
        Optional<String> id = text(wish, "id");
        if (id.isPresent() && !kernels.exists(id.orElseThrow())) {
            throw Problem.of(400, "unknown-kernel", "There is no kernel “" + Names.shown(id.orElseThrow()) + "”.")
                    .asException();
        }
        return kernel(who, wish, path).path("id").asText();
    }

    /** Ends a session and its kernel. */
    public void close(Principal who, String id) throws IOException, InterruptedException {
        alone(require(id).path(), () -> {
            Row row = require(id);
            try {
                kernels.delete(who, row.kernel());
            } catch (ProblemException e) {
                if (e.problem().status() == 404) {
                    delete(row);
                    throw Problem.of(410, "kernel-gone", "The kernel of this session was gone already.")
                            .asException();
                }
                throw e;
            }
            delete(row);
            return row;
        });
    }

    private void end(Principal who, String kernel) throws IOException, InterruptedException {
        try {
            kernels.delete(who, kernel);
        } catch (ProblemException e) {
            if (e.problem().status() != 404) {
                throw e;
            }
        }
    }

    private List<Row> rows(Principal who) {
        return rows().stream()
                .filter(row -> !kernels.isForeign(who, row.kernel()))
                .toList();
    }

    private List<Row> rows() {
        return database.read(h -> h.createQuery("SELECT * FROM session ORDER BY rowid")
                .map((row, context) -> read(row))
                .list());
    }

    private Row require(String id) {
        return rows().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "unknown-session", "There is no session “" + Names.shown(id) + "”.")
                        .asException());
    }

    /** Unless somebody gave it another kernel meanwhile. */
    private void delete(Row row) {
        database.write(h -> h.execute("DELETE FROM session WHERE id = ? AND kernel = ?", row.id(), row.kernel()));
    }

    private static ObjectNode model(Row row, ObjectNode kernel) {
        ObjectNode model = Json.mapper()
                .createObjectNode()
                .put("id", row.id())
                .put("path", row.path())
                .put("name", row.name())
                .put("type", row.type());
        model.set("kernel", kernel);
        if (row.type().equals("notebook")) {
            model.putObject("notebook").put("path", row.path()).put("name", row.name());
        }
        return model;
    }

    private static String required(JsonNode wish, String field) {
        if (!wish.path(field).isTextual()) {
            throw Problem.of(400, "missing-field", "The field " + field + " is missing.")
                    .asException();
        }
        return wish.path(field).asText();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("path"),
                row.getString("name"),
                row.getString("type"),
                row.getString("kernel"));
    }
}

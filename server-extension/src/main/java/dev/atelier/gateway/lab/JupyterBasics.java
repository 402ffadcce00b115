package dev.atelier.gateway.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Upgrade;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The endpoints of Jupyter's server that need neither files nor kernels. */
public final class JupyterBasics {
    /** The server whose API this is. */
    private static final String VERSION = "2.21.1";

    private static final Pattern SECTION = Pattern.compile("[\\w-]{1,100}");
    private static final System.Logger LOG = System.getLogger(JupyterBasics.class.getName());

    private final EventStream events = new EventStream();
    private final PersonalFiles sections;
    private final Supplier<ServerStatus> status;

    /** @param state a folder of the gateway's own, as in {@link LabConfig} */
    public JupyterBasics(Path state, Supplier<ServerStatus> status) {
        this.sections = new PersonalFiles(state, "config");
        this.status = status;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/api", Permission.PUBLIC, r -> Reply.json(Map.of("version", VERSION))),
                Route.call(Method.GET, "/api/status", Permission.READ, r -> Reply.json(status.get())),
                Route.call(Method.GET, "/api/me", Permission.READ, JupyterBasics::me),
                Route.call(Method.PATCH, "/api/me", Permission.READ, JupyterBasics::changeMe),
                Route.call(Method.GET, "/api/config/{section}", Permission.READ, r -> Reply.json(section(r))),
                Route.call(Method.PUT, "/api/config/{section}", Permission.READ, this::putSection),
                Route.call(Method.PATCH, "/api/config/{section}", Permission.READ, this::patchSection),
                Route.call(Method.POST, "/api/security/csp-report", Permission.PUBLIC, JupyterBasics::cspReport)
                        .withMaxBody(16 << 10),
                Route.call(Method.POST, "/api/events", Permission.CONTRIBUTE, this::event),
                Route.upgrade(
                        "/api/events/subscribe",
                        Permission.READ,
                        (r, thread) -> new Upgrade.Accept(Optional.empty(), events::subscribe, () -> {})),
                Route.call(Method.POST, "/api/shutdown", Permission.OWN, r -> {
                    throw Problem.of(
                                    403,
                                    "shared-server",
                                    "This server is shared and is not stopped from a window.",
                                    "Stop it where it runs: ./atelier down.")
                            .asException();
                }));
    }

    private static Reply me(Request request) {
        Principal who = request.who();
        ObjectNode reply = LabJson.MAPPER.createObjectNode();
        String name = who.person();
        reply.putObject("identity")
                .put("username", name)
                .put("name", name)
                .put("display_name", name)
                .put("initials", name.substring(0, Math.min(2, name.length())).toUpperCase(Locale.ROOT))
                .putNull("avatar_url")
                .putNull("color");
        ObjectNode permissions = reply.putObject("permissions");
        for (Map.Entry<String, JsonNode> resource : asked(request).properties()) {
            ArrayNode allowed = permissions.putArray(resource.getKey());
            for (JsonNode action : resource.getValue()) {
                Permission needed = action.asText().equals("read") ? Permission.READ : Permission.CONTRIBUTE;
                if (who.role().may(needed)) {
                    allowed.add(action.asText());
                }
            }
        }
        permissions.putArray("updatable_fields");
        return Reply.json(reply);
    }

    private static ObjectNode asked(Request request) {
        String text = request.query("permissions").filter(t -> !t.isEmpty()).orElse("{}");
        try {
            if (LabJson.MAPPER.readTree(text) instanceof ObjectNode asked
                    && asked.valueStream().allMatch(JupyterBasics::isListOfWords)) {
                return asked;
            }
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.DEBUG, "the permissions asked for are no JSON", e);
        }
        throw Problem.of(
                        400,
                        "bad-permissions",
                        "permissions should be a JSON dict of {\"resource\": [\"action\"]}, not "
                                + (text.length() > 100 ? text.substring(0, 100) + "…" : text))
                .asException();
    }

    private static boolean isListOfWords(JsonNode actions) {
        return actions.isArray() && actions.valueStream().allMatch(JsonNode::isTextual);
    }

    /** Names are given by who admits people. */
    private static Reply changeMe(Request request) throws IOException {
        if (LabJson.object(request.text(), "The body").isEmpty()) {
            throw Problem.of(400, "no-change", "The body says nothing to change.")
                    .asException();
        }
        throw Problem.of(501, "fixed-identity", "What a person is called is not changed here.")
                .asException();
    }

    private Reply event(Request request) throws IOException {
        ObjectNode event = LabJson.object(request.text(), "The event");
        for (String field : List.of("schema_id", "version", "data")) {
            if (!event.has(field)) {
                throw Problem.of(400, "missing-field", "The event lacks " + field + ".")
                        .asException();
            }
        }
        if (!event.get("data").isObject()) {
            throw Problem.of(400, "bad-event", "The event's data must be an object.")
                    .asException();
        }
        events.publish(event);
        return Reply.noContent();
    }

    private ObjectNode section(Request request) throws IOException {
        Optional<Path> file = sections.find(request.who().person(), name(request));
        return file.isPresent()
                ? LabJson.object(Files.readString(file.get()), "The stored section")
                : LabJson.MAPPER.createObjectNode();
    }

    private Reply putSection(Request request) throws IOException {
        ObjectNode section = LabJson.object(request.text(), "The section");
        sections.write(request.who().person(), name(request), section.toString());
        return Reply.noContent();
    }

    private Reply patchSection(Request request) throws IOException {
        ObjectNode section = section(request);
        merge(section, LabJson.object(request.text(), "The section"));
        sections.write(request.who().person(), name(request), section.toString());
        return Reply.json(section);
    }

    /** As jupyter_server merges: objects in depth, null takes a key away, and what is left empty goes. */
    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (entry.getValue().isNull()) {
                into.remove(entry.getKey());
            } else if (entry.getValue() instanceof ObjectNode object) {
                ObjectNode inner = inner(into, entry.getKey());
                merge(inner, object);
                if (inner.isEmpty()) {
                    into.remove(entry.getKey());
                }
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static ObjectNode inner(ObjectNode into, String key) {
        return into.get(key) instanceof ObjectNode there ? there : into.putObject(key);
    }

    private static String name(Request request) {
        String section = request.variable("section");
        if (!SECTION.matcher(section).matches()) {
            throw Problem.of(404, "unknown-section", "There is no section " + section + ".")
                    .asException();
        }
        return section;
    }

    private static Reply cspReport(Request request) throws IOException {
        String report = request.text().replaceAll("\\p{Cntrl}", " ");
        LOG.log(System.Logger.Level.DEBUG, () -> "a browser refused something: " + report);
        return Reply.noContent();
    }
}

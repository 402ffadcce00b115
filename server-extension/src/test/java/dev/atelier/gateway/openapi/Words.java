package dev.atelier.gateway.openapi;

import java.util.Map;
import java.util.Optional;

/** What the document says in words that stand nowhere else. */
final class Words {
    static final String ABOUT = """
            The API of an Atelier gateway beside Jupyter's own: instances, their schedules and scripts, jobs, datastores, people, tokens.

            A request carries a token: `Authorization: Bearer TOKEN`, or `Authorization: token TOKEN` as Jupyter's clients \
            send it. Each path names the permission that it takes: READ sees and changes nothing, CONTRIBUTE runs things and \
            changes what is its own, OWN decides for the workspace. Without a known token the answer is 403, as Jupyter's \
            server has it, never 401.

            What goes wrong is answered as `application/problem+json`: a stable `code` for programs, `detail` and `next` for \
            people. In a body a field may be left out, or be null, wherever the gateway has something to put in its place, and \
            else the answer names it; a field that does not exist is an error. In an answer each field that is required here \
            is there, and null where a description calls it empty; an answer may get further fields later. Times are in UTC, \
            as in 2026-01-31T12:00:00.000000Z.

            Whatever changes something takes an `Idempotency-Key`: sent again with it, be it at once or after a broken \
            connection, it is done once, and each repetition gets the first answer. With another body the same key is 422 \
            `key-reused`; while the first request lasts longer than ten seconds, a repetition is 409 `request-under-way`. \
            What was refused or failed is not kept: sent again, it is judged anew. Nor are secrets: the repetition of a \
            request that made a token is 409 `answer-not-kept`, and makes no second one.""";

    static final Map<Integer, String> PROBLEMS = Map.of(
            400, "What was sent is not what is expected here; detail names the field and the value.",
            403, "Nobody is signed in, the token's role does not reach, or it is somebody else's.",
            404, "There is nothing of that name.",
            409, "It can't be done as things are now; next says what to do first.",
            413, "The body is too large.",
            422, "The Idempotency-Key came with another request before.",
            429, "Too many requests: try again after the seconds in Retry-After.");

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("computes/{name}", "An instance's name: 3 to 24 letters, digits or dashes, the first a letter."),
            Map.entry("applications/{port}", "On which the application listens there: 1 to 65535."),
            Map.entry("mounts/{mount}", "The mount's name: 3 to 24 letters, digits or dashes, the first a letter."),
            Map.entry(
                    "schedules/{schedule}",
                    "The schedule's name: 3 to 24 letters, digits or dashes, the first a letter."),
            Map.entry("setup-scripts/{script}", "creation or startup."),
            Map.entry(
                    "datastores/{name}", "A datastore's name: 3 to 24 letters, digits or dashes, the first a letter."),
            Map.entry("jobs/{name}", "A job's name."),
            Map.entry("kernels/{id}", "A kernel's id, as Jupyter's API has it."),
            Map.entry(
                    "people/{person}", "A person's name: 1 to 64 letters, digits, dots, dashes, underscores, + or @."),
            Map.entry("sizes/{name}", "A size's name."),
            Map.entry("tokens/{token}", "A token's name or its id."));

    /** Bodies that mean something, one of each type. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("Shutdown", "{\"stop_instances\": false}"),
            Map.entry("InstanceSpec", """
            {"size": "small", "description": "For the course", "tags": {"team": "blue"},
             "idle_time_before_shutdown_minutes": 60,
             "schedules": {"compute_start_stop": [
              {"name": "evening", "action": "stop", "trigger": {"type": "cron", "expression": "0 18 * * 1-5", "time_zone": "Europe/Berlin"}}]},
             "setup_scripts": {"creation_script": {"script": "pip install polars", "timeout_minutes": 10}}}"""),
            Map.entry("IdleSpec", "{\"idle_time_before_shutdown_minutes\": 30}"),
            Map.entry("ResizeSpec", "{\"size\": \"small\"}"),
            Map.entry("KeepSpec", "{\"minutes\": 120}"),
            Map.entry("ScheduleSpec", """
            {"action": "stop", "force": false, "trigger": {"type": "recurrence", "frequency": "week", "interval": 1,
             "schedule": {"hours": [18], "minutes": [0], "week_days": ["monday", "friday"]}, "time_zone": "UTC"}}"""),
            Map.entry("SetupScripts", "{\"startup_script\": {\"script\": \"echo ready\"}}"),
            Map.entry("JobSpec", """
            {"compute": "local", "name": "first", "language": "bash", "code": "echo $GREETING",
             "environment_variables": {"GREETING": "hello"}}"""),
            Map.entry("DatastoreSpec", """
            {"type": "s3", "bucket": "measurements", "endpoint": "https://s3.example", "region": "eu-central-1",
             "access_key_id": "AKIDEXAMPLE", "secret_access_key": "not-a-real-one"}"""),
            Map.entry("MountSpec", "{\"datastore\": \"measurements\", \"read_only\": true}"),
            Map.entry("PersonSpec", "{\"role\": \"contributor\"}"),
            Map.entry("PoolSpec", "{\"pool\": 1}"),
            Map.entry("TokenSpec", "{\"name\": \"nightly\", \"expires_in_seconds\": 86400}"));

    private Words() {}

    /** @param before the path's segment before it */
    static String variable(String before, String variable) {
        return Optional.ofNullable(VARIABLES.get(before + "/" + variable))
                .orElseThrow(() -> new AssertionError("say in Words what " + variable + " stands for after " + before));
    }

    static Optional<String> example(Class<?> body) {
        return Optional.ofNullable(EXAMPLES.get(body.getSimpleName()));
    }
}

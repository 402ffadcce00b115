package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.store.Database;
import java.lang.System.Logger.Level;

/** The kernelspecs of each instance as it last listed them, over the gateway's own restarts; gone with the instance. */
final class KnownSpecs {
    private static final System.Logger LOG = System.getLogger(KnownSpecs.class.getName());
    /** In characters of JSON; whoever lists more is shown while it runs alone. */
    private static final int LONGEST = 1 << 20;

    private final Database database;

    KnownSpecs(Database database) {
        this.database = database;
    }

    /** @param specs as an agent lists them: {@code {name: {name, spec, resources}}} */
    void keep(String compute, JsonNode specs) {
        String json = Json.write(specs);
        if (json.length() > LONGEST) {
            LOG.log(Level.WARNING, () -> compute + ": kernelspecs of " + json.length() + " characters are not kept");
            return;
        }
        if (!json.equals(written(compute))) {
            database.write(h -> h.execute(
                    "INSERT INTO kernelspec (compute, specs) SELECT name, ? FROM instance WHERE name = ?"
                            + " ON CONFLICT (compute) DO UPDATE SET specs = excluded.specs",
                    json,
                    compute));
        }
    }

    /** Empty where it never told. */
    JsonNode of(String compute) {
        return Json.read(written(compute), JsonNode.class);
    }

    private String written(String compute) {
        return database.read(h -> h.createQuery("SELECT specs FROM kernelspec WHERE compute = ?")
                .bind(0, compute)
                .mapTo(String.class)
                .findOne()
                .orElse("{}"));
    }
}

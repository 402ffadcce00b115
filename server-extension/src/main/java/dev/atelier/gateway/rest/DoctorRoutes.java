package dev.atelier.gateway.rest;

import dev.atelier.api.Diagnosis;
import dev.atelier.gateway.doctor.Doctor;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.util.List;

/**
 * What an instance lacks.
 *
 * <p>{@code GET /atelier/v1/computes/{name}/doctor}: {@code {"compute","checks":[{"name","outcome":"ok"|"warning"|"failed"|
 * "skipped","found","cure"?,"took_ms"}]}}, after a minute at most. Its owner may ask: a kernel and a file on the share come and
 * go with it.
 */
public final class DoctorRoutes {
    private final Doctor doctor;

    public DoctorRoutes(Doctor doctor) {
        this.doctor = doctor;
    }

    public List<Route> routes() {
        return List.of(Route.call(
                        Method.GET,
                        "/atelier/v1/computes/{name}/doctor",
                        Permission.CONTRIBUTE,
                        r -> Reply.json(doctor.examine(r.who(), r.variable("name"))))
                .says(
                        "Looks at everything that an instance needs; says what is amiss and what to type, after a minute at most.")
                .gives(200, Diagnosis.class));
    }
}

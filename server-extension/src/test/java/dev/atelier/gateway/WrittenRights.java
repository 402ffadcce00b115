package dev.atelier.gateway;

import dev.atelier.gateway.http.Endpoint;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table {@code rights.txt}: what each route takes, and whose the thing must be that it is about. */
record WrittenRights(List<Row> rows) {

    /** Whose a thing must be, for whoever has the permission. */
    enum Whose {
        /** It is the workspace's, or nobody's. */
        EVERYBODYS,
        /** There is one for each person, and everybody gets their own. */
        ONES_OWN,
        /** It is managed: by its owner, and by owners of the workspace. */
        MANAGED,
        /** It opens an instance: its owner's alone. */
        USED
    }

    /** @param route method and template, with the word upgrade before it where it is a WebSocket's */
    record Row(String route, Permission permission, Whose whose) {

        /** @param owns whether the thing is theirs */
        boolean lets(Optional<Role> role, boolean owns) {
            boolean itsOwn = switch (whose) {
                case EVERYBODYS, ONES_OWN -> true;
                case MANAGED -> owns || role.equals(Optional.of(Role.OWNER));
                case USED -> owns;
            };
            return permission == Permission.PUBLIC
                    || (itsOwn && role.filter(r -> r.may(permission)).isPresent());
        }
    }

    static WrittenRights read() throws IOException {
        try (InputStream in = WrittenRights.class.getResourceAsStream("rights.txt")) {
            return new WrittenRights(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(WrittenRights::row)
                    .toList());
        }
    }

    private static Row row(String line) {
        String[] words = line.strip().split("\\s+");
        int last = words.length - 1;
        return new Row(
                String.join(" ", List.of(words).subList(0, last - 1)),
                Permission.valueOf(words[last - 1]),
                Whose.valueOf(words[last].toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    static String name(Route route) {
        return (route.endpoint() instanceof Endpoint.Upgrade ? "upgrade " : "") + route.method() + " "
                + route.template();
    }
}

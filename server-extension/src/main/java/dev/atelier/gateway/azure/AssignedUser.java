package dev.atelier.gateway.azure;

import dev.atelier.api.Names;
import dev.atelier.gateway.yaml.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** On whose behalf an instance is created. Azure has an object id of its directory there; here it is the person's name. */
final class AssignedUser {
    private static final String TENANT = "user_tenant_id";
    private static final String PERSON = "user_object_id";

    private AssignedUser() {}

    static Optional<String> read(Section section, Warnings warnings) {
        return section.keys(List.of(TENANT, PERSON)).flatMap(keys -> {
            keys.name(TENANT)
                    .ifPresent(name -> warnings.add(
                            name,
                            "nothing is done about it; a gateway has one directory of people, see: `person list`"));
            return keys.required(PERSON, "a person's name, as person list has it")
                    .flatMap(person -> person.words("a person's name", Optional::of)
                            .flatMap(name -> person.made(() -> Names.requirePerson(name))));
        });
    }

    /** As {@link #read} takes it. */
    static Map<String, Object> written(Object person) {
        return Map.of(PERSON, person);
    }
}

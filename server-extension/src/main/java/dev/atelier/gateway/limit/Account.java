package dev.atelier.gateway.limit;

import dev.atelier.api.Names;
import java.util.Optional;

/**
 * One quota: whose, and of what.
 *
 * @param person empty for all together
 * @param family empty for all families
 * @param limits of it
 */
record Account(Optional<String> person, Optional<String> family, Limits limits) {

    boolean counts(Holder holder) {
        return person.map(holder.owner()::equals).orElse(true)
                && family.map(holder.claim().family()::equals).orElse(true);
    }

    /** {@code The quota of ben for the family gpu}. */
    String words() {
        return "The quota of " + person.map(Names::shown).orElse("this gateway")
                + family.map(name -> " for the family " + name).orElse("");
    }
}

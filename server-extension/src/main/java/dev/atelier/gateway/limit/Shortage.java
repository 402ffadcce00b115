package dev.atelier.gateway.limit;

import dev.atelier.api.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A quota that an instance does not fit into.
 *
 * @param limit the most of the resource
 * @param holders the instances that take something of it
 */
record Shortage(Account account, Resource resource, long limit, List<Holder> holders, Holder wanted) {
    private static final int MOST_NAMED = 10;

    /** With Azure's word for it, and the 409 that its APIs send with it. */
    Problem problem(boolean stoppedHold) {
        String held = holders.isEmpty() ? "" : ", held by " + names();
        String need = resource == Resource.INSTANCES ? "" : " with " + resource.briefly(need());
        return Problem.of(
                409,
                "quota-exceeded",
                account.words() + " is " + resource.words(limit) + held + "; there is no room for “" + wanted.instance()
                        + "”" + need + ".",
                next(stoppedHold));
    }

    private long need() {
        return wanted.claim().of(resource);
    }

    private String names() {
        String named = holders.stream().limit(MOST_NAMED).map(this::named).collect(Collectors.joining(", "));
        return holders.size() <= MOST_NAMED ? named : named + " and " + (holders.size() - MOST_NAMED) + " more";
    }

    private String named(Holder holder) {
        return resource == Resource.INSTANCES
                ? holder.instance()
                : holder.instance() + " (" + resource.briefly(holder.claim().of(resource)) + ")";
    }

    /** A stopped instance is missed least. */
    private String next(boolean stoppedHold) {
        List<Holder> own =
                holders.stream().filter(h -> h.owner().equals(wanted.owner())).toList();
        if (need() > limit) {
            return resource == Resource.INSTANCES
                    ? "Ask the operator of this gateway for more."
                    : "Choose a smaller size from `compute sizes`, or ask the operator of this gateway for more.";
        }
        if (own.isEmpty()) {
            return "Ask those who have them, or the operator of this gateway for more. See: `compute quota`";
        }
        Holder least = own.stream().filter(Holder::resting).findFirst().orElseGet(own::getFirst);
        return (stoppedHold ? "Make room with `compute delete " : "Make room with `compute stop ") + least.instance()
                + "`, or ask the operator of this gateway for more.";
    }
}

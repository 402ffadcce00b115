package dev.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import dev.atelier.api.QuotaUse;
import dev.atelier.api.Size;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arithmetic of quotas: by example for its words, and against a count made by hand over many random lives. */
class LedgerTest {
    private static final long GIB = 1L << 30;
    private static final List<String> PEOPLE = List.of("ada", "ben", "cleo");
    private static final List<Claim> KINDS = List.of(
            new Claim("general", 1, GIB, 0),
            new Claim("general", 4, 16 * GIB, 0),
            new Claim("gpu", 8, 64 * GIB, 2),
            new Claim(Size.SHARED, 0, 0, 0));

    private static final QuotaUse.Amount NOTHING = new QuotaUse.Amount(0, Optional.empty());

    private static Limits limits(Map<Resource, Long> most) {
        return new Limits(most);
    }

    private static Quotas ofEach(Limits limits, boolean stoppedHold) {
        return new Quotas(new Allowance(limits, Map.of()), Allowance.unlimited(), stoppedHold);
    }

    private static Holder of(String name, String owner, int kind) {
        return new Holder(name, owner, KINDS.get(kind), false);
    }

    private static String refusal(Quotas quotas, Holder wanted, Holder... there) {
        Ledger ledger = new Ledger(quotas, List.of(there));
        try {
            ledger.require(wanted);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo("quota-exceeded");
            assertThat(e.problem().status()).isEqualTo(409);
            return e.getMessage();
        }
        return "";
    }

    @Test
    void namesTheQuotaWhoHoldsItAndWhatToTypeNext() {
        Quotas one = ofEach(limits(Map.of(Resource.INSTANCES, 1L)), true);
        assertThat(refusal(one, of("box2", "ben", 0), of("box1", "ben", 0)))
                .isEqualTo("The quota of ben is 1 instance, held by box1; there is no room for “box2”. Make room with"
                        + " `compute delete box1`, or ask the operator of this gateway for more.");
        assertThat(refusal(one, of("box2", "ben", 0), of("box1", "cleo", 0))).isEmpty();

        Quotas cores = ofEach(limits(Map.of(Resource.CORES, 6L)), false);
        assertThat(refusal(cores, of("box3", "ben", 1), of("box1", "ben", 1), of("box2", "ben", 0)))
                .isEqualTo(
                        "The quota of ben is 6 cores, held by box1 (4), box2 (1); there is no room for “box3” with 4."
                                + " Make room with `compute stop box1`, or ask the operator of this gateway for more.");
        assertThat(refusal(cores, of("box3", "ben", 2)))
                .isEqualTo("The quota of ben is 6 cores; there is no room for “box3” with 8. Choose a smaller size from"
                        + " `compute sizes`, or ask the operator of this gateway for more.");
    }

    @Test
    void namesAFamilyTheGatewayAndWhoMayMakeRoom() {
        Quotas quotas = new Quotas(
                new Allowance(Limits.none(), Map.of("gpu", limits(Map.of(Resource.GPUS, 0L)))),
                new Allowance(limits(Map.of(Resource.MEMORY, 20 * GIB)), Map.of()),
                true);
        assertThat(refusal(quotas, of("box", "ben", 2)))
                .startsWith("The quota of ben for the family gpu is 0 GPUs; there is no room for “box” with 2.");
        assertThat(refusal(quotas, of("box", "ben", 1), of("hers", "cleo", 1)))
                .isEqualTo("The quota of this gateway is 20 GiB of memory, held by hers (16 GiB); there is no room for"
                        + " “box” with 16 GiB. Ask those who have them, or the operator of this gateway for more. See:"
                        + " `compute quota`");
    }

    @Test
    void aStoppedOneIsTheFirstToGo() {
        Holder stopped = new Holder("old", "ben", KINDS.getFirst(), true);
        Quotas two = ofEach(limits(Map.of(Resource.INSTANCES, 2L)), true);
        assertThat(refusal(two, of("new", "ben", 0), of("used", "ben", 0), stopped))
                .contains("`compute delete old`");
        Quotas running = ofEach(limits(Map.of(Resource.INSTANCES, 2L)), false);
        assertThat(refusal(running, of("new", "ben", 0), of("used", "ben", 0), stopped))
                .isEmpty();
    }

    @Test
    void aLongListOfHoldersIsCutShort() {
        Holder[] many =
                IntStream.range(0, 12).mapToObj(i -> of("box" + i, "ben", 0)).toArray(Holder[]::new);
        assertThat(refusal(ofEach(limits(Map.of(Resource.INSTANCES, 12L)), true), of("more", "ben", 0), many))
                .contains("box8, box9 and 2 more;")
                .doesNotContain("box10");
    }

    /** What shares a computer takes an instance and nothing else, however big the computer is. */
    @Test
    void whatSharesAComputerHasNothingOfItsOwn() {
        Size shared = new Size("shared", "local", 64, 512 * GIB, 0, "").withFamily(Size.SHARED);
        assertThat(Claim.of(shared)).isEqualTo(new Claim(Size.SHARED, 0, 0, 0));
        Quotas none = ofEach(limits(Map.of(Resource.CORES, 0L)), true);
        assertThat(refusal(none, new Holder("box", "ben", Claim.of(shared), false)))
                .isEmpty();
    }

    /** A quota that was lowered below what is held refuses what takes of it, and has no less than nothing left. */
    @Test
    void moreThanTheLimitMayBeHeldAfterItWasLowered() {
        Quotas lowered = ofEach(limits(Map.of(Resource.CORES, 1L)), true);
        Ledger ledger = new Ledger(lowered, List.of(of("a", "ben", 1), of("b", "ben", 0)));
        assertThat(ledger.left("ben", KINDS.getFirst())).hasValue(0);
        assertThat(ledger.left("ben", KINDS.getLast())).isEmpty();
        ledger.require(of("a", "ben", 1)); // has it already
        assertThatThrownBy(() -> ledger.require(of("c", "ben", 0))).isInstanceOf(ProblemException.class);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** Creates, stops, starts and deletes at random, under random quotas. */
    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsEverExceededAndWhatIsReleasedIsFree(int seed) {
        Random random = new Random(seed);
        Quotas quotas = new Quotas(allowance(random), allowance(random), random.nextBoolean());
        List<Holder> there = new ArrayList<>();
        int refused = 0;
        for (int step = 0; step < 200; step++) {
            int at = there.isEmpty() ? -1 : random.nextInt(there.size());
            Holder one = at < 0 ? null : there.get(at);
            if (one == null || random.nextInt(3) == 0) {
                Holder wanted = of("box" + step, any(random, PEOPLE), random.nextInt(KINDS.size()));
                refused += begin(quotas, there, wanted, () -> there.add(wanted));
            } else if (random.nextInt(4) == 0) {
                Ledger before = new Ledger(quotas, there);
                there.remove(at);
                boolean held = quotas.stoppedHold() || !one.resting();
                assertReleased(before, new Ledger(quotas, there), one, held ? 1 : 0);
            } else if (one.resting()) {
                Holder again = new Holder(one.instance(), one.owner(), one.claim(), false);
                refused += begin(quotas, there, again, () -> there.set(at, again));
            } else {
                there.set(at, new Holder(one.instance(), one.owner(), one.claim(), true));
            }
            PEOPLE.forEach(person -> assertThat(excess(quotas, there, person)).isEmpty());
        }
        there.clear();
        assertThat(new Ledger(quotas, there).uses(PEOPLE))
                .allSatisfy(use -> assertThat(use.instances().used()
                                + use.cores().used()
                                + use.memory().used())
                        .isZero());
        assertThat(refused).as("else these quotas hold nobody back").isGreaterThan(0);
    }

    /** @return 1 where it was refused, which has to be right */
    private static int begin(Quotas quotas, List<Holder> there, Holder wanted, Runnable write) {
        Ledger ledger = new Ledger(quotas, there);
        boolean holds = quotas.stoppedHold() && there.stream().anyMatch(h -> h.isNamed(wanted.instance()));
        Optional<Integer> left = ledger.left(wanted.owner(), wanted.claim());
        List<Holder> others =
                there.stream().filter(h -> !h.isNamed(wanted.instance())).toList();
        boolean tooMuch =
                !excess(quotas, with(others, 0, wanted), wanted.owner()).isEmpty();
        if (refusal(quotas, wanted, there.toArray(Holder[]::new)).isEmpty()) {
            assertThat(holds || left.map(n -> n > 0).orElse(true)).isTrue();
            assertThat(tooMuch).isFalse();
            write.run();
            return 0;
        }
        assertThat(left).hasValue(0);
        assertThat(tooMuch).isTrue();
        return 1;
    }

    /** Each quota that counts the instance has so much less of it, and no other has changed. */
    private static void assertReleased(Ledger before, Ledger after, Holder gone, int times) {
        for (QuotaUse use : before.uses(List.of(gone.owner()))) {
            QuotaUse left = after.uses(List.of(gone.owner())).stream()
                    .filter(u -> u.person().equals(use.person()) && u.family().equals(use.family()))
                    .findFirst()
                    .orElse(new QuotaUse(use.person(), use.family(), NOTHING, NOTHING, NOTHING, NOTHING, List.of()));
            boolean counts = use.family().map(gone.claim().family()::equals).orElse(true);
            int share = counts ? times : 0;
            assertThat(use.instances().used() - left.instances().used()).isEqualTo(share);
            assertThat(use.cores().used() - left.cores().used())
                    .isEqualTo(share * gone.claim().cores());
            assertThat(use.memory().used() - left.memory().used())
                    .isEqualTo(share * gone.claim().memoryBytes());
            assertThat(use.gpus().used() - left.gpus().used())
                    .isEqualTo(share * gone.claim().gpus());
            assertThat(left.heldBy()).doesNotContain(gone.instance());
        }
    }

    private static List<Holder> with(List<Holder> holders, int at, Holder one) {
        List<Holder> all = new ArrayList<>(holders);
        all.add(at, one);
        return all;
    }

    private static Allowance allowance(Random random) {
        return new Allowance(
                random(random, 2),
                Map.of("gpu", random(random, 1), "general", random(random, 1), "shared", random(random, 1)));
    }

    private static Limits random(Random random, int wide) {
        Map<Resource, Long> most = new EnumMap<>(Resource.class);
        most.put(Resource.INSTANCES, 1L + random.nextInt(4 * wide));
        if (random.nextBoolean()) {
            most.put(Resource.CORES, (long) random.nextInt(20 * wide));
        }
        if (random.nextBoolean()) {
            most.put(Resource.MEMORY, GIB + random.nextInt(90 * wide) * GIB / 2);
        }
        if (random.nextBoolean()) {
            most.put(Resource.GPUS, (long) random.nextInt(4 * wide));
        }
        return new Limits(most);
    }

    private static String any(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Counted by hand. */
    private static List<String> excess(Quotas quotas, List<Holder> there, String person) {
        List<String> excess = new ArrayList<>();
        List<Holder> all =
                there.stream().filter(h -> quotas.stoppedHold() || !h.resting()).toList();
        List<Holder> own = all.stream().filter(h -> h.owner().equals(person)).toList();
        excess(quotas.person(), own, excess);
        excess(quotas.total(), all, excess);
        return excess;
    }

    private static void excess(Allowance allowance, List<Holder> holders, List<String> excess) {
        over(allowance.all(), holders, excess);
        allowance
                .families()
                .forEach((family, limits) -> over(
                        limits,
                        holders.stream()
                                .filter(h -> h.claim().family().equals(family))
                                .toList(),
                        excess));
    }

    private static void over(Limits limits, List<Holder> holders, List<String> excess) {
        Map<Resource, Long> sums = new EnumMap<>(Resource.class);
        for (Holder holder : holders) {
            sums.merge(Resource.INSTANCES, 1L, Long::sum);
            sums.merge(Resource.CORES, holder.claim().cores(), Long::sum);
            sums.merge(Resource.MEMORY, holder.claim().memoryBytes(), Long::sum);
            sums.merge(Resource.GPUS, holder.claim().gpus(), Long::sum);
        }
        limits.most().forEach((resource, most) -> {
            long sum = sums.getOrDefault(resource, 0L);
            if (sum > most) {
                excess.add(resource + ": " + sum + " of " + most);
            }
        });
    }
}

package dev.atelier.gateway.limit;

import dev.atelier.api.ProblemException;
import dev.atelier.api.QuotaUse;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Who holds what of the quotas, at one moment of the store. */
public final class Ledger {
    private final Quotas quotas;
    private final List<Holder> holders;

    /** @param instances all there are */
    public Ledger(Quotas quotas, List<Holder> instances) {
        this.quotas = quotas;
        this.holders = instances.stream()
                .filter(instance -> quotas.stoppedHold() || !instance.resting())
                .toList();
    }

    /**
     * Nothing where there is room for the instance, or it holds what it takes already.
     *
     * @throws ProblemException {@code quota-exceeded} (409) that names the quota and who holds it
     */
    public void require(Holder wanted) {
        if (holders.stream().anyMatch(holder -> holder.isNamed(wanted.instance()))) {
            return;
        }
        shortage(wanted).ifPresent(shortage -> {
            throw shortage.problem(quotas.stoppedHold()).asException();
        });
    }

    private Optional<Shortage> shortage(Holder wanted) {
        return accounts(wanted.owner(), wanted.claim().family())
                .flatMap(account -> Stream.of(Resource.values()).flatMap(r -> shortage(account, r, wanted).stream()))
                .findFirst();
    }

    private Optional<Shortage> shortage(Account account, Resource resource, Holder wanted) {
        long need = wanted.claim().of(resource);
        return account.limits()
                .of(resource)
                .filter(limit -> need > 0 && used(account, resource) + need > limit)
                .map(limit -> new Shortage(account, resource, limit, holders(account, resource), wanted));
    }

    /** How many more instances of this kind the person may have; any number when empty. */
    public Optional<Integer> left(String person, Claim claim) {
        return accounts(person, claim.family())
                .flatMap(account -> Stream.of(Resource.values()).flatMap(r -> left(account, r, claim.of(r)).stream()))
                .min(Long::compare)
                .map(Math::toIntExact);
    }

    private Optional<Long> left(Account account, Resource resource, long need) {
        return need == 0
                ? Optional.empty()
                : account.limits()
                        .of(resource)
                        .map(limit -> Math.max(0, limit - used(account, resource)) / need)
                        .map(many -> Math.min(many, Integer.MAX_VALUE));
    }

    /** The quotas that an instance of this family counts for: the person's own first, the widest of each first. */
    private Stream<Account> accounts(String person, String family) {
        return Stream.of(Optional.of(person), Optional.<String>empty())
                .flatMap(whose -> Stream.of(account(whose, Optional.empty()), account(whose, Optional.of(family))));
    }

    private Account account(Optional<String> person, Optional<String> family) {
        Allowance allowance = allowance(person);
        return new Account(person, family, family.map(allowance::of).orElse(allowance.all()));
    }

    private Allowance allowance(Optional<String> person) {
        return person.isPresent() ? quotas.person() : quotas.total();
    }

    private long used(Account account, Resource resource) {
        return holders.stream()
                .filter(account::counts)
                .mapToLong(holder -> holder.claim().of(resource))
                .sum();
    }

    private List<Holder> holders(Account account, Resource resource) {
        return holders.stream()
                .filter(holder -> account.counts(holder) && holder.claim().of(resource) > 0)
                .toList();
    }

    /** These people's quotas, then the gateway's; of families those that have a limit or are in use. */
    public List<QuotaUse> uses(List<String> people) {
        return Stream.concat(people.stream().map(Optional::of), Stream.of(Optional.<String>empty()))
                .flatMap(this::uses)
                .toList();
    }

    private Stream<QuotaUse> uses(Optional<String> whose) {
        Account all = account(whose, Optional.empty());
        TreeSet<String> families = new TreeSet<>(allowance(whose).families().keySet());
        holders.stream()
                .filter(all::counts)
                .map(holder -> holder.claim().family())
                .forEach(families::add);
        return Stream.concat(
                Stream.of(use(all)), families.stream().map(family -> use(account(whose, Optional.of(family)))));
    }

    private QuotaUse use(Account account) {
        return new QuotaUse(
                account.person(),
                account.family(),
                amount(account, Resource.INSTANCES),
                amount(account, Resource.CORES),
                amount(account, Resource.MEMORY),
                amount(account, Resource.GPUS),
                holders(account, Resource.INSTANCES).stream()
                        .map(Holder::instance)
                        .toList());
    }

    private QuotaUse.Amount amount(Account account, Resource resource) {
        return new QuotaUse.Amount(used(account, resource), account.limits().of(resource));
    }
}

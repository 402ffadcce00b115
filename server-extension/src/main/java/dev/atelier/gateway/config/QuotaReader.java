package dev.atelier.gateway.config;

import dev.atelier.api.Size;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.yaml.Section;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the quotas. A family must be one that sizes have: a quota of another would hold nobody back. */
final class QuotaReader {
    private static final List<String> KEYS = List.of("person", "total", "stopped_instances_hold_quota");
    private static final List<String> RESOURCES = List.of("instances", "cores", "memory", "gpus");
    private static final String MEMORY = "memory like 512MiB or 16GiB";
    private static final int MOST = 1_000_000;

    private final List<String> allowanceKeys;
    private final List<String> families;

    QuotaReader(List<OfferedSize> sizes) {
        TreeSet<String> names = new TreeSet<>(List.of(Size.GENERAL, Size.GPU, Size.SHARED, Size.ATTACHED));
        sizes.forEach(offered -> names.add(offered.size().family()));
        families = List.copyOf(names);
        List<String> keys = new ArrayList<>(RESOURCES);
        keys.add("families");
        allowanceKeys = List.copyOf(keys);
    }

    Quotas read(Section section) {
        return section.keys(KEYS).map(this::read).orElseGet(Quotas::none);
    }

    private Quotas read(Section.Keys keys) {
        return new Quotas(
                keys.optional("person").map(this::allowance).orElseGet(Allowance::unlimited),
                keys.optional("total").map(this::allowance).orElseGet(Allowance::unlimited),
                keys.optional("stopped_instances_hold_quota")
                        .flatMap(Section::bool)
                        .orElse(true));
    }

    private Allowance allowance(Section section) {
        return section.keys(allowanceKeys)
                .map(keys -> new Allowance(
                        limits(keys),
                        keys.optional("families").map(this::families).orElse(Map.of())))
                .orElseGet(Allowance::unlimited);
    }

    private Map<String, Limits> families(Section section) {
        Map<String, Limits> limits = new HashMap<>();
        section.keys(families)
                .ifPresent(keys -> families.forEach(family -> keys.optional(family)
                        .flatMap(of -> of.keys(RESOURCES))
                        .ifPresent(of -> limits.put(family, limits(of)))));
        return limits;
    }

    private static Limits limits(Section.Keys keys) {
        Map<Resource, Long> most = new EnumMap<>(Resource.class);
        count(keys, "instances").ifPresent(n -> most.put(Resource.INSTANCES, n));
        count(keys, "cores").ifPresent(n -> most.put(Resource.CORES, n));
        keys.optional("memory")
                .flatMap(s -> s.text(MEMORY, Memory::bytes))
                .ifPresent(bytes -> most.put(Resource.MEMORY, bytes));
        count(keys, "gpus").ifPresent(n -> most.put(Resource.GPUS, n));
        return new Limits(most);
    }

    private static Optional<Long> count(Section.Keys keys, String name) {
        return keys.optional(name).flatMap(s -> s.whole(0, MOST)).map(Integer::longValue);
    }
}

package dev.atelier.gateway.compute;

import dev.atelier.gateway.provider.GpuClaims;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.store.Database;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The GPUs in the store. There is one writer at a time, so of two who want the last one a single one gets it. */
public final class GpuStore implements GpuClaims {
    private final Database database;

    public GpuStore(Database database) {
        this.database = database;
    }

    private record Holder(String instance, long generation) {
        boolean is(Place place) {
            return instance.equalsIgnoreCase(place.name()) && generation == place.generation();
        }
    }

    @Override
    public Outcome claim(Place place, int count, List<String> from) {
        return database.write(h -> {
            Map<String, Holder> holders = holders(h);
            List<String> own = from.stream()
                    .filter(card ->
                            holders.containsKey(card) && holders.get(card).is(place))
                    .toList();
            if (own.size() == count) {
                return new Claimed(own);
            }
            List<String> free = from.stream()
                    .filter(card ->
                            !holders.containsKey(card) || holders.get(card).is(place))
                    .limit(count)
                    .toList();
            if (free.size() < count) {
                TreeSet<String> others = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                new HashSet<>(from)
                        .stream()
                                .filter(card -> holders.containsKey(card) && !free.contains(card))
                                .forEach(card -> others.add(holders.get(card).instance()));
                return new Taken(free.size(), List.copyOf(others));
            }
            release(h, place);
            free.forEach(card -> h.execute(
                    "INSERT INTO gpu (card, instance, generation) VALUES (?, ?, ?)",
                    card,
                    place.name(),
                    place.generation()));
            return new Claimed(free);
        });
    }

    private static Map<String, Holder> holders(Handle h) {
        return h.createQuery("SELECT card, instance, generation FROM gpu").reduceRows(new TreeMap<>(), (all, row) -> {
            all.put(
                    row.getColumn("card", String.class),
                    new Holder(row.getColumn("instance", String.class), row.getColumn("generation", Long.class)));
            return all;
        });
    }

    @Override
    public void release(Place place) {
        boolean holds = database.read(h -> holders(h)).values().stream().anyMatch(holder -> holder.is(place));
        if (holds) {
            database.write(h -> release(h, place));
        }
    }

    private static int release(Handle h, Place place) {
        return h.execute("DELETE FROM gpu WHERE instance = ? AND generation = ?", place.name(), place.generation());
    }
}

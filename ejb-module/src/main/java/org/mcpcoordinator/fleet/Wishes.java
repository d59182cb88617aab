package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.setting.Setting;

/** Turns wishes into rows and reserved ports, a chunk at a time. */
@Dependent
class Wishes {
    private final InstanceStore store;
    private final PortLeaseStore leases;
    private final PortPromiseStore promises;
    private final BusyPorts busy;
    private final PortLayout layout;

    @Inject
    Wishes(InstanceStore store, PortLeaseStore leases, PortPromiseStore promises, BusyPorts busy) {
        this(
                store,
                leases,
                promises,
                busy,
                new PortLayout(Setting.number("coordinator.catalog.port-base", PortLayout.DEFAULT_BASE, 1024, 31_000)));
    }

    Wishes(InstanceStore store, PortLeaseStore leases, PortPromiseStore promises, BusyPorts busy, PortLayout layout) {
        this.store = store;
        this.leases = leases;
        this.promises = promises;
        this.busy = busy;
        this.layout = layout;
    }

    /**
     * The book of a host: what is reserved in it is taken, and what was promised to open rollouts of other fleets.
     *
     * @param mine the fleet that asks; empty if what was promised to any fleet is to count as taken
     */
    PortBook book(String host, String mine) {
        Set<Integer> taken = new HashSet<>(leases.ofHost(host).keySet());
        taken.addAll(promises.ofOthers(host, mine).keySet());
        return new PortBook(layout, taken, port -> busy.taken(host, port));
    }

    Optional<String> stranger(String host, int port) {
        return busy.holder(host, port);
    }

    /** Who holds these ports, but for instances of the fleet; what no instance has reserved is asked of the host. */
    Map<Integer, String> holders(String host, String mine, Collection<Integer> ports, List<Instance> all) {
        Map<InstanceKey, String> fleets = all.stream().collect(Collectors.toMap(Instance::key, Instance::fleet));
        Map<Integer, InstanceKey> reserved = leases.ofHost(host);
        Map<Integer, PortPromiseStore.Promise> promised = promises.ofOthers(host, mine);
        Map<Integer, String> holders = new TreeMap<>();
        for (int port : ports) {
            InstanceKey holder = reserved.get(port);
            PortPromiseStore.Promise promise = promised.get(port);
            if (promise != null) {
                holders.put(port, "the open rollout of fleet " + promise.fleet() + " for server " + promise.server());
            } else if (holder == null) {
                if (busy.taken(host, port)) {
                    holders.put(port, "a program that is none of ours, on host " + host);
                }
            } else if (!mine.equals(fleets.get(holder))) {
                holders.put(port, "server " + holder.server() + " of fleet " + fleets.getOrDefault(holder, "?"));
            }
        }
        return holders;
    }

    /**
     * Writes the chunk; gives the moves of those the reconcilers get to know at once.
     *
     * @param home only who is parked on the reserve and has a port in its own range by now is concerned
     */
    List<InstanceMoved.Move> write(Collection<Wish> chunk, boolean home, Instant now) {
        Map<String, PortBook> books = new HashMap<>();
        chunk.stream().map(Wish::host).distinct().sorted().forEach(host -> {
            leases.lock(host);
            books.put(host, book(host, fleetOf(chunk)));
        });
        Map<InstanceKey, InstanceRow> known = store
                .lock(chunk.stream().map(Wish::key).toList())
                .stream()
                .collect(Collectors.toMap(InstanceRow::key, row -> row));
        List<InstanceKey> fresh = chunk.stream()
                .map(Wish::key)
                .filter(key -> !known.containsKey(key))
                .toList();
        Map<InstanceKey, Long> retired = fresh.isEmpty() ? Map.of() : store.retired(fresh);
        List<InstanceRow> written = new ArrayList<>();
        List<InstanceMoved.Move> moves = new ArrayList<>();
        for (Wish asked : chunk) {
            InstanceRow row = known.get(asked.key());
            Wish wish = row == null ? asked : asked.at(row.host);
            PortBook book = books.computeIfAbsent(wish.host(), host -> {
                // It was moved after its rollout had begun.
                leases.lock(host);
                return book(host, fleetOf(chunk));
            });
            if (nothingToDo(row, wish, book, home)) {
                continue;
            }
            Instance before = row == null || row.held ? null : row.snapshot();
            if (row == null) {
                row = InstanceRow.after(wish.key(), retired.getOrDefault(wish.key(), 0L));
                row.held = true;
                anew(row, wish, book, now);
            } else {
                write(row, wish, book, home, now);
            }
            written.add(row);
            Instance after = row.snapshot();
            if (!row.held && !after.equals(before)) {
                moves.add(new InstanceMoved.Move(before, after));
            }
        }
        store.put(written);
        store.putBeside(written);
        leases.lease(written);
        return moves;
    }

    /** A chunk is one rollout's, and so one fleet's. */
    private static String fleetOf(Collection<Wish> chunk) {
        return chunk.stream().map(Wish::fleet).findFirst().orElse("");
    }

    private static boolean nothingToDo(@Nullable InstanceRow row, Wish wish, PortBook book, boolean home) {
        if (home) {
            return row == null || !Updates.canComeHome(row, wish, book);
        }
        return row != null && Updates.fulfilled(row, wish, book);
    }

    private static void write(InstanceRow row, Wish wish, PortBook book, boolean home, Instant now) {
        if (row.serves() && row.fleet.equals(wish.fleet())) {
            Updates.prepare(row, wish, book, home, now);
        } else {
            anew(row, wish, book, now);
        }
    }

    /**
     * Gives instances that ended another port, if there is one, and a higher number of restarts, so that their agent
     * starts them there when it is time. What is no longer as it was seen stays as it is.
     */
    List<InstanceMoved.Move> reseat(Collection<Reseat> wanted, Instant now) {
        Map<InstanceKey, Reseat> byKey =
                wanted.stream().collect(Collectors.toMap(Reseat::key, each -> each, (a, b) -> a));
        wanted.stream().map(Reseat::host).distinct().sorted().forEach(leases::lock);
        List<InstanceRow> changed = new ArrayList<>();
        List<InstanceMoved.Move> moves = new ArrayList<>();
        Map<String, PortBook> books = new HashMap<>();
        for (InstanceRow row : store.lock(List.copyOf(byKey.keySet()))) {
            Reseat seat = Objects.requireNonNull(byKey.get(row.key()));
            PortBook book = books.computeIfAbsent(row.host, host -> book(host, ""));
            Optional<Category> category = Category.of(row.category);
            if (!seat.fits(row) || category.isEmpty()) {
                continue;
            }
            OptionalInt port = book.take(category.get(), 0);
            if (port.isEmpty()) {
                continue;
            }
            Instance before = row.snapshot();
            row.reseat(port.getAsInt(), seat, now);
            changed.add(row);
            moves.add(new InstanceMoved.Move(before, row.snapshot()));
        }
        store.move(changed);
        leases.lease(changed);
        return moves;
    }

    /**
     * Corrects records whose ports are not those their servers listen on. Where a port is reserved for somebody else by
     * now, the server gets another one and is started there.
     */
    List<InstanceMoved.Move> correct(Collection<Correction> wanted, Instant now) {
        Map<InstanceKey, Correction> byKey =
                wanted.stream().collect(Collectors.toMap(Correction::key, each -> each, (a, b) -> a));
        Map<String, Map<Integer, InstanceKey>> leased = new HashMap<>();
        wanted.stream().map(Correction::host).distinct().sorted().forEach(host -> {
            leases.lock(host);
            leased.put(host, leases.ofHost(host));
        });
        List<InstanceRow> changed = new ArrayList<>();
        List<InstanceMoved.Move> moves = new ArrayList<>();
        List<Reseat> misplaced = new ArrayList<>();
        for (InstanceRow row : store.lock(List.copyOf(byKey.keySet()))) {
            Correction correction = Objects.requireNonNull(byKey.get(row.key()));
            if (!correction.fits(row)) {
                continue;
            }
            InstanceKey holder = Objects.requireNonNull(leased.get(row.host)).get(correction.port());
            if (holder != null && !holder.equals(row.key())) {
                misplaced.add(new Reseat(row.key(), row.host, row.generation, row.restarts, null));
                continue;
            }
            Instance before = row.snapshot();
            row.correct(correction.port());
            changed.add(row);
            moves.add(new InstanceMoved.Move(before, row.snapshot()));
        }
        store.move(changed);
        leases.lease(changed);
        moves.addAll(reseat(misplaced, now));
        return moves;
    }

    /** In the place of whatever was there. */
    private static void anew(InstanceRow row, Wish wish, PortBook book, Instant now) {
        if (row.beside != null && row.beside.host.equals(row.host) && row.beside.port != row.port) {
            book.giveBack(row.beside.port);
        }
        if (row.port != 0 && !keepsPort(row, wish, book)) {
            book.giveBack(row.port);
            row.port = 0;
        }
        row.wish(wish, now);
        row.beside = null;
        seat(row, wish, book, now);
    }

    private static boolean keepsPort(InstanceRow row, Wish wish, PortBook book) {
        return wish.definition().way().takesPort()
                && book.fits(wish.definition().category(), row.port);
    }

    private static void seat(InstanceRow row, Wish wish, PortBook book, Instant now) {
        if (!wish.definition().way().takesPort() || row.port != 0) {
            row.seat(row.port, wish.definition().way());
            return;
        }
        Category category = wish.definition().category();
        OptionalInt port = book.take(category, wish.port());
        if (port.isPresent()) {
            row.seat(port.getAsInt(), wish.definition().way());
        } else {
            row.seatless("no port is free in the range of " + category.id() + " nor in the reserve", now);
        }
    }

    /** Promises the ports; gives those it did not get, with who has them. */
    Map<Integer, String> promise(
            String host, String mine, Map<InstanceKey, Integer> ports, Supplier<List<Instance>> all) {
        if (ports.isEmpty()) {
            return Map.of();
        }
        Set<Integer> missing = new TreeSet<>(ports.values());
        missing.removeAll(promises.promise(host, mine, ports));
        if (missing.isEmpty()) {
            return Map.of();
        }
        Map<Integer, String> holders = new TreeMap<>(holders(host, mine, missing, all.get()));
        missing.forEach(port -> holders.putIfAbsent(port, "another rollout that ended just now"));
        return holders;
    }
}

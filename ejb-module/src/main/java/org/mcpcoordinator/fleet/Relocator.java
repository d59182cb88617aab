package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.Category;

/**
 * Gives instances other hosts, a chunk at a time. What its host has taken with it begins anew elsewhere as another generation;
 * what still runs gets that generation beside itself, and ends when the other one answers.
 */
@Dependent
class Relocator {
    private final InstanceStore store;
    private final PortLeaseStore leases;
    private final Wishes wishes;

    @Inject
    Relocator(InstanceStore store, PortLeaseStore leases, Wishes wishes) {
        this.store = store;
        this.leases = leases;
        this.wishes = wishes;
    }

    /**
     * Writes the chunk.
     *
     * @param lost true if nothing runs any more where they were
     */
    List<InstanceMoved.Move> write(Collection<Relocation> wanted, boolean lost, Instant now) {
        Map<InstanceKey, Relocation> byKey =
                wanted.stream().collect(Collectors.toMap(Relocation::key, each -> each, (a, b) -> a));
        Map<String, PortBook> books = new HashMap<>();
        wanted.stream().map(Relocation::to).distinct().sorted().forEach(host -> {
            leases.lock(host);
            books.put(host, wishes.book(host, ""));
        });
        List<InstanceRow> written = new ArrayList<>();
        List<InstanceKey> gone = new ArrayList<>();
        List<InstanceMoved.Move> moves = new ArrayList<>();
        for (InstanceRow row : store.lock(byKey.keySet())) {
            Relocation relocation = Objects.requireNonNull(byKey.get(row.key()));
            if (!relocation.fits(row)) {
                continue;
            }
            Instance before = row.held ? null : row.snapshot();
            PortBook book = Objects.requireNonNull(books.get(relocation.to()));
            if (lost) {
                Evacuation.lose(row, relocation, book, now);
            } else {
                Evacuation.accompany(row, relocation, book, now);
            }
            boolean over = row.desired == Desired.REMOVED && row.state == InstanceState.STOPPED && row.beside == null;
            if (over) {
                gone.add(row.key());
            } else {
                written.add(row);
            }
            Instance after = row.held || over ? null : row.snapshot();
            if (before != null && !before.equals(after)) {
                moves.add(new InstanceMoved.Move(before, after));
            }
        }
        store.put(written);
        store.putBeside(written);
        leases.lease(written);
        store.delete(gone);
        return moves;
    }

    /** A port of the host; the same number as so far if it is free there. */
    static OptionalInt port(InstanceRow row, PortBook book) {
        return Category.of(row.category)
                .map(category -> book.take(category, row.port))
                .orElse(OptionalInt.empty());
    }
}

package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Carries changes of state into the rows: only what has changed is written, with one statement per kind of change. */
@Dependent
class Ledger {
    private final InstanceStore store;
    private final PortLeaseStore leases;

    @Inject
    Ledger(InstanceStore store, PortLeaseStore leases) {
        this.store = store;
        this.leases = leases;
    }

    /** Changes each of the rows and writes those that are another now; gives their moves. */
    List<InstanceMoved.Move> change(List<InstanceRow> rows, BiConsumer<InstanceRow, Instant> change, Instant now) {
        Map<InstanceKey, Instance> before =
                rows.stream().collect(Collectors.toMap(InstanceRow::key, InstanceRow::snapshot));
        Map<InstanceKey, Abreast> abreast = rows.stream().collect(Collectors.toMap(InstanceRow::key, Abreast::of));
        List<InstanceRow> changed = new ArrayList<>();
        List<InstanceMoved.Move> moves = new ArrayList<>();
        List<InstanceKey> gone = new ArrayList<>();
        for (InstanceRow row : rows) {
            change.accept(row, now);
            Instance after = row.snapshot();
            Instance was = before.get(row.key());
            if (row.desired == Desired.REMOVED && row.state == InstanceState.STOPPED && row.beside == null) {
                gone.add(row.key());
                moves.add(new InstanceMoved.Move(was, null));
            } else if (!after.equals(was) || !Abreast.of(row).equals(abreast.get(row.key()))) {
                changed.add(row);
                moves.add(new InstanceMoved.Move(was, after));
            }
        }
        write(changed, abreast);
        store.delete(gone);
        return moves;
    }

    /** Most changes are of state alone; a generation that comes or goes is written whole, with its port. */
    private void write(List<InstanceRow> changed, Map<InstanceKey, Abreast> before) {
        Map<Boolean, List<InstanceRow>> alone = changed.stream()
                .collect(Collectors.partitioningBy(row -> Abreast.of(row).equals(before.get(row.key()))));
        List<InstanceRow> simple = alone.getOrDefault(true, List.of());
        List<InstanceRow> whole = alone.getOrDefault(false, List.of());
        store.move(simple);
        store.put(whole);
        store.putBeside(changed.stream()
                .filter(row -> row.beside != null
                        || !Objects.requireNonNull(before.get(row.key())).alone())
                .toList());
        leases.lease(whole);
    }

    /**
     * Which generations of an instance there are, and where.
     *
     * @param alone true if nothing is beside it
     */
    private record Abreast(long generation, int port, boolean alone, long other, int otherPort, boolean held) {
        static Abreast of(InstanceRow row) {
            InstanceRow other = row.beside;
            return other == null
                    ? new Abreast(row.generation, row.port, true, 0, 0, false)
                    : new Abreast(row.generation, row.port, false, other.generation, other.port, other.held);
        }
    }
}

package org.mcpcoordinator.runtime;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.fleet.Correction;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Drifts;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Outrun;
import org.mcpcoordinator.fleet.Repairs;

/**
 * Notes what differs on one host, and has it mended where neither the agent nor the comparison does so by itself. Looks
 * are made by one thread at a time; what passed may be told by any.
 */
final class DriftWatch {
    /** Mended by telling the agent once more what is wished. */
    private static final Set<DriftKind> TOLD_AGAIN =
            Set.of(DriftKind.MISSING, DriftKind.WRONG_VERSION, DriftKind.ZOMBIE_RECORD);

    private final String host;
    private final Discrepancies discrepancies;
    private final Repairs repairs;
    private final Drifts drifts;
    private final Clock clock;
    private final ConcurrentLinkedQueue<Drift> passed = new ConcurrentLinkedQueue<>();
    private volatile List<Drift> open = List.of();
    private boolean noted;
    private long epoch;

    DriftWatch(String host, Discrepancies discrepancies, Repairs repairs, Drifts drifts, Clock clock) {
        this.host = host;
        this.discrepancies = discrepancies;
        this.repairs = repairs;
        this.drifts = drifts;
        this.clock = clock;
    }

    /** What differs now, as far as was found. */
    List<Drift> open() {
        return open;
    }

    /** True if differences of that kind are mended. */
    boolean mends(DriftKind kind) {
        return discrepancies.mends(kind);
    }

    /** The agent tells something new of a seat: that a process was replaced is a difference that is over already. */
    void changed(ServerStatus before, ServerStatus now) {
        discrepancies.passed(before, now, clock.instant()).ifPresent(passed::add);
    }

    /**
     * Looks, notes what is new, and corrects records.
     *
     * @param seen as it was before the agent was told anything by this look
     * @param under the lease of the host: under another epoch than before nothing counts that was found until then
     * @return whom the agent is to be told of once more
     * @throws org.mcpcoordinator.problem.ProblemException LEASE_LOST
     */
    Set<InstanceKey> look(
            List<Instance> wished, Map<Seat, ServerStatus> seen, Map<Seat, Order.Gist> told, Lease under) {
        if (epoch != under.epoch()) {
            epoch = under.epoch();
            noted = false;
            discrepancies.beginAnew();
        }
        List<Drift> found = discrepancies.look(wished, seen, told, clock.instant());
        List<Drift> gone = gone();
        Set<InstanceKey> wrongPort = mended(found, DriftKind.WRONG_PORT::equals);
        Set<InstanceKey> again = mended(found, TOLD_AGAIN::contains);
        List<Correction> corrections = corrections(wished, seen, wrongPort);
        List<Outrun> later = later(wished, seen, again);
        boolean news = !noted || !found.equals(open) || !gone.isEmpty();
        if (news) {
            note(found, gone, under);
            open = found;
            noted = true;
        }
        repairs.correct(corrections, under);
        repairs.outrun(later, under);
        return again;
    }

    /** What passed by is told once: where it cannot be noted it waits for the next look. */
    private void note(List<Drift> found, List<Drift> gone, Lease under) {
        try {
            drifts.note(host, found, gone, under);
        } catch (RuntimeException notNow) {
            passed.addAll(gone);
            throw notNow;
        }
    }

    private List<Drift> gone() {
        List<Drift> gone = new ArrayList<>();
        for (Drift one = passed.poll(); one != null; one = passed.poll()) {
            gone.add(one);
        }
        return gone;
    }

    private static Set<InstanceKey> mended(List<Drift> found, Predicate<DriftKind> kind) {
        return found.stream()
                .filter(drift -> drift.mended() && kind.test(drift.kind()))
                .map(Drift::key)
                .collect(Collectors.toSet());
    }

    /** Whose agent would refuse to be told again, because what it runs is later than what is wished. */
    private static List<Outrun> later(
            List<Instance> wished, Map<Seat, ServerStatus> seen, Set<InstanceKey> wrongVersion) {
        List<Outrun> later = new ArrayList<>();
        for (Instance instance : wished) {
            ServerStatus status = wrongVersion.contains(instance.key()) ? seen.get(Seat.of(instance)) : null;
            if (status != null) {
                ServerStatus.Version version = Order.gist(instance).version();
                if (!version.equals(version.orLater(status.version()))) {
                    later.add(new Outrun(
                            instance.key(),
                            instance.host(),
                            instance.generation(),
                            status.version().generation()));
                }
            }
        }
        return later;
    }

    /** What runs in good order on another port than its record says: the record is corrected, nothing is restarted. */
    private static List<Correction> corrections(
            List<Instance> wished, Map<Seat, ServerStatus> seen, Set<InstanceKey> wrongPort) {
        List<Correction> corrections = new ArrayList<>();
        for (Instance instance : wished) {
            ServerStatus status = wrongPort.contains(instance.key()) ? seen.get(Seat.of(instance)) : null;
            if (status != null && status.state() == ServerStatus.State.RUNNING) {
                corrections.add(new Correction(instance.key(), instance.host(), instance.generation(), status.port()));
            }
        }
        return corrections;
    }
}

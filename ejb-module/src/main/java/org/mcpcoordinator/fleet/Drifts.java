package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of differences: what was found on a host, until when, and whether it is mended. */
@Stateless
@PermitAll
public class Drifts {
    private static final Logger LOG = Logger.getLogger(Drifts.class);
    private static final Duration KEPT = Duration.ofDays(7);

    @Inject
    DriftStore store;

    @Inject
    Leases leases;

    @Inject
    Clock clock;

    /**
     * Takes note of all differences of a host there are now; others that were open are over.
     *
     * @param open those there are now
     * @param passed those that came and went since the last time
     * @param under the lease of the host under which they were found
     * @throws ProblemException LEASE_LOST: nothing is written
     */
    public void note(String host, Collection<Drift> open, Collection<Drift> passed, Lease under) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Drift> fresh = new ArrayList<>(open);
        List<DriftRow> known = store.lock(host);
        leases.confirm(under);
        for (DriftRow row : known) {
            Drift before = row.value();
            boolean there = fresh.removeIf(
                    drift -> drift.kind() == before.kind() && drift.key().equals(before.key()));
            if (!there) {
                row.healedAt = now;
                LOG.infof("%s of %s is over", before.kind(), before.key());
            }
        }
        fresh.addAll(passed);
        for (Drift drift : fresh) {
            LOG.warnf("%s of %s: %s", drift.kind(), drift.key(), drift.detail());
            store.insert(DriftRow.of(drift));
        }
        store.deleteHealedBefore(now.minus(KEPT));
    }

    /** The open ones, then those of the last seven days, newest first; at most 1,000. */
    public List<Drift> list() {
        return store.newest().stream().map(DriftRow::value).toList();
    }
}

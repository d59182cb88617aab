package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The desk of the fleet: what runs where. All changes of state pass here. */
@Stateless
@PermitAll
public class Fleet {
    /** All instances on the host, in one query. */
    public List<Instance> onHost(String host) {
        throw new UnsupportedOperationException();
    }

    /** All instances, in one query; for start-up of whoever keeps a view in memory. */
    public List<Instance> all() {
        throw new UnsupportedOperationException();
    }

    /** One instance. */
    public Optional<Instance> find(InstanceKey key) {
        throw new UnsupportedOperationException();
    }

    /** A page of instances, ordered by server and replica. */
    public Page list(ServerFilter filter) {
        throw new UnsupportedOperationException();
    }

    /** How many instances are in which state, by category. */
    public Counts counts() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes note of what was seen, all in one transaction with one statement per kind of change; only changes are
     * written. Observations of another generation than the wished one are dropped.
     */
    public void observe(Collection<? extends Observation> seen) {
        throw new UnsupportedOperationException();
    }

    /**
     * Carries out what a person asked for one server (all replicas): {@code restart}, {@code stop}, {@code start},
     * {@code drain}, {@code quarantine}, {@code release}.
     *
     * @throws org.mcpcoordinator.problem.ProblemException SERVER_NOT_FOUND, ACTION_UNKNOWN, MOVE_FORBIDDEN
     */
    public List<Instance> act(String server, String action) {
        throw new UnsupportedOperationException();
    }
}

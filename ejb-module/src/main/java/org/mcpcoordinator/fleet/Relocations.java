package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.mcpcoordinator.cluster.Announcements;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;

/** The desk of instances that get other hosts. */
@Stateless
@PermitAll
public class Relocations {
    @Inject
    Relocator relocator;

    @Inject
    Leases leases;

    @Inject
    Announcements announcements;

    @Inject
    Event<InstanceMoved> moved;

    @Inject
    Clock clock;

    /**
     * Places instances of a dead host elsewhere, where they begin as other generations: one that comes back is told to stop what
     * it has of them. Copies that nobody wishes any more are gone.
     *
     * @param wanted at most 100
     * @param host the lease of the dead host: where it is lost, nothing happens, and nobody takes it before this is done
     * @return false if it is lost
     */
    public boolean lose(Collection<Relocation> wanted, Lease host) {
        if (!leases.keep(host)) {
            return false;
        }
        tell(relocator.write(wanted, true, now()));
        return true;
    }

    /**
     * Has instances come up on other hosts, too, and end where they are once they answer there; those of which nothing runs are
     * placed there at once. What is about to change already is left alone.
     *
     * @param wanted at most 100
     */
    public void accompany(Collection<Relocation> wanted) {
        tell(relocator.write(wanted, false, now()));
    }

    private void tell(List<InstanceMoved.Move> moves) {
        if (!moves.isEmpty()) {
            announcements.tellOthers(Hearsay.CHANNEL, Hearsay.words(moves));
            moved.fire(new InstanceMoved(moves));
        }
    }

    /** To the millisecond, so that what is told is what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

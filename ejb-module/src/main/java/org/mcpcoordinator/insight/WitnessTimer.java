package org.mcpcoordinator.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Turn;

/** Every 2 s: has servers that failed or went heard. Each minute, as often as agents clean up: has evidence spared. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WitnessTimer {
    private static final Logger LOG = Logger.getLogger(WitnessTimer.class);

    private final Turn turn = new Turn();

    @Inject
    Witness witness;

    @Schedule(hour = "*", minute = "*", second = "1/2", persistent = false, info = "last words of servers")
    void hear() {
        turn.take(this::hearAll);
    }

    private void hearAll() {
        try {
            witness.hear();
        } catch (RuntimeException away) {
            // The next turn comes in 2 s, and what was not heard is still written down as such.
            LOG.debug("Servers that failed or went cannot be heard now", away);
        }
    }

    @Schedule(hour = "*", minute = "*", second = "30", persistent = false, info = "evidence on the hosts")
    void speak() {
        try {
            witness.speak();
        } catch (RuntimeException away) {
            // An agent that has not been told keeps what it has.
            LOG.debug("The agent cannot be told now what is evidence", away);
        }
    }
}

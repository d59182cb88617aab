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
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.BeatTimer;

/** Every 2 s: has servers that failed or went heard. Each minute, as often as agents clean up: has evidence spared. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WitnessTimer extends BeatTimer {
    private static final Logger LOG = Logger.getLogger(WitnessTimer.class);

    private static final Beat BEAT = Beat.millis(2000, 1550);

    @Inject
    Witness witness;

    public WitnessTimer() {
        super(BEAT, "last words of servers", Logger.Level.DEBUG, "Servers that failed or went cannot be heard now");
    }

    @Override
    protected boolean isDue() {
        return witness.isDue();
    }

    @Override
    protected void turn() {
        witness.turn();
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

package org.mcpcoordinator.insight;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
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

    private static final Beat BEAT = Beat.millis(2000, 1550);

    private final Turn turn = new Turn();

    @Inject
    Witness witness;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @PostConstruct
    void begin() {
        BEAT.begin(timers, clock.instant(), "last words of servers");
    }

    @Timeout
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

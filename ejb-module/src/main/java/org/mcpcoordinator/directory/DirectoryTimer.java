package org.mcpcoordinator.directory;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Beat;
import org.mcpcoordinator.timer.Turn;

/** Has the listing made before the first client asks for it, and anew every second in which something has changed. */
@Singleton
@Startup
@DependsOn("MigrationsAtStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DirectoryTimer {
    private static final Logger LOG = Logger.getLogger(DirectoryTimer.class);
    private static final Beat BEAT = Beat.millis(1000, 400);

    private final Turn turn = new Turn();

    @Inject
    Directory directory;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    @PostConstruct
    void begin() {
        turn.take(this::look);
        BEAT.begin(timers, clock.instant(), "listing of all servers");
    }

    @Timeout
    void lookAgain() {
        turn.takeAside(executor, this::look);
    }

    private void look() {
        try {
            directory.look();
        } catch (RuntimeException databaseAway) {
            LOG.warnf("The listing of all servers stays as it is: %s", databaseAway.getMessage());
        }
    }
}

package org.mcpcoordinator.fleet;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.mcpcoordinator.timer.Occasion;

/** Watches how long servers have been starting, as long as any is; counted from the start of this node on. */
@ApplicationScoped
class Deadlines {
    /** One that another node let start, and left, is found so soon. */
    private static final Duration UNTOLD = Duration.ofSeconds(10);

    private final Occasion occasion = new Occasion(UNTOLD);
    private Instant watchedSince = Instant.MAX;

    @Inject
    Fleet fleet;

    @Inject
    Clock clock;

    @PostConstruct
    void begin() {
        watchedSince = clock.instant();
    }

    void on(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved moved) {
        occasion.arise();
    }

    boolean isDue() {
        return occasion.isDue(clock.instant());
    }

    void turn() {
        occasion.take(clock.instant(), () -> fleet.giveUpLate(watchedSince));
    }
}

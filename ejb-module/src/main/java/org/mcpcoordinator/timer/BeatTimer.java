package org.mcpcoordinator.timer;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.mcpcoordinator.database.DatabaseAwayException;

/**
 * The frame of all timers that turn in a beat: never two turns at once, each on a thread that may be late, and what fails is
 * told and tried again by the next one. A timer is a singleton of bean-managed concurrency that begins with the application.
 */
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public abstract class BeatTimer {
    private final Logger log = Logger.getLogger(getClass());
    private final Turn turn = new Turn();
    private final Beat beat;
    private final String info;
    private final Logger.Level level;
    private final String otherwise;

    @Inject
    Clock clock;

    @Resource
    @SuppressWarnings("NullAway.Init")
    TimerService timers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    /**
     * A timer of that beat.
     *
     * @param info what it is about, for those who list timers
     * @param level of the line that tells of a turn that failed
     * @param otherwise what it means that a turn failed; the reason follows
     */
    @SuppressWarnings("NullAway.Init") // the container fills in the rest
    protected BeatTimer(Beat beat, String info, Logger.Level level, String otherwise) {
        this.beat = beat;
        this.info = info;
        this.level = level;
        this.otherwise = otherwise;
    }

    /** What is done in each turn. */
    protected abstract void turn();

    /** Asked before each turn, at no cost: false where nothing is to be done, so that no thread has to wake up for it. */
    protected boolean isDue() {
        return true;
    }

    @PostConstruct
    void begin() {
        beat.begin(timers, clock.instant(), info);
    }

    @Timeout
    void next() {
        if (isDue()) {
            turn.takeAside(executor, () -> tell(this::turn));
        }
    }

    /** Does it now, on this thread, if no turn is under way. */
    protected final void take(Runnable work) {
        turn.take(() -> tell(work));
    }

    /** What fails may fail each turn: where it failed is told only to those who look for it. */
    private void tell(Runnable work) {
        try {
            work.run();
        } catch (DatabaseAwayException told) {
            // Of all turns that need it, together (database.Database).
            return;
        } catch (RuntimeException failed) {
            log.logf(level, log.isDebugEnabled() ? failed : null, "%s: %s", otherwise, failed);
        }
    }
}

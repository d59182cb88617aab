package org.mcpcoordinator.timer;

import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * Turns in an even beat, each kind of work at a place of its own between whole seconds. Calendar timers all fire together
 * at a whole second: a handful of threads and database processes then want the processors at once, and calls through the
 * gateway wait for them.
 *
 * @param every from turn to turn, 1 s or more
 * @param after how long after each whole number of such times since 1970 a turn comes; less than {@code every}
 */
public record Beat(Duration every, Duration after) {
    /** A beat in milliseconds. */
    public static Beat millis(long every, long after) {
        return new Beat(Duration.ofMillis(every), Duration.ofMillis(after));
    }

    /** Has the bean's timeout method called in this beat until the bean is gone. */
    public void begin(TimerService timers, Instant now, String info) {
        timers.createIntervalTimer(Date.from(first(now)), every.toMillis(), new TimerConfig(info, false));
    }

    /** The first turn after this moment. */
    Instant first(Instant now) {
        long period = every.toMillis();
        long since = Math.floorMod(now.toEpochMilli() - after.toMillis(), period);
        return Instant.ofEpochMilli(now.toEpochMilli() - since + period);
    }
}

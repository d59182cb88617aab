package org.mcpcoordinator.web.gateway.callers;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.mcpcoordinator.access.CallRate;

/**
 * How much one caller may still call, or may be called of one server. A bucket of tokens that is never filled by anybody: the
 * moment is kept at which it would be full again (GCRA), one number that is compared and set. No lock, no timer.
 */
public final class Allowance {
    private static final long SECOND = 1_000_000_000L;

    private final CallRate rate;
    private final LongSupplier nanos;
    private final long interval;
    private final long patience;
    private final AtomicLong fullAt;
    private final AtomicInteger underWay = new AtomicInteger();

    Allowance(CallRate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.interval = rate.perSecond() == 0 ? 0 : SECOND / rate.perSecond();
        this.patience = Math.max(0, rate.burst() - 1L) * interval;
        this.fullAt = new AtomicLong(nanos.getAsLong());
    }

    CallRate rate() {
        return rate;
    }

    /** What it allows, for messages. */
    public String text() {
        String perSecond = rate.perSecond() == 0 ? "" : rate.perSecond() + " calls a second";
        String atOnce = rate.atOnce() == 0 ? "" : rate.atOnce() + " at once";
        return perSecond.isEmpty() || atOnce.isEmpty() ? perSecond + atOnce : perSecond + ", " + atOnce;
    }

    /** Takes a call in: 0, and {@link #leave} ends it; else it may not, and should be tried again after so many nanoseconds. */
    public long enter() {
        if (rate.atOnce() > 0 && underWay.incrementAndGet() > rate.atOnce()) {
            underWay.decrementAndGet();
            return SECOND;
        }
        long wait = take();
        if (wait > 0) {
            leave();
        }
        return wait;
    }

    /** A call that was taken in is over. */
    public void leave() {
        if (rate.atOnce() > 0) {
            underWay.decrementAndGet();
        }
    }

    /** True if nothing of it is taken. */
    boolean isWhole() {
        return underWay.get() == 0 && fullAt.get() - nanos.getAsLong() <= 0;
    }

    private long take() {
        if (interval == 0) {
            return 0;
        }
        while (true) {
            long now = nanos.getAsLong();
            long full = fullAt.get();
            long from = full - now > 0 ? full : now;
            long wait = from - now - patience;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(full, from + interval)) {
                return 0;
            }
        }
    }
}

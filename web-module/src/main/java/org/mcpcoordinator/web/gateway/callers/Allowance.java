package org.mcpcoordinator.web.gateway.callers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.CallRate;

/**
 * How much one caller may still call, or may be called of one server. A bucket of tokens that is never filled by anybody: the
 * moment is kept at which it would be full again (GCRA), one number that is compared and set. No lock, no timer.
 */
public final class Allowance {
    private static final long SECOND = 1_000_000_000L;
    /** What another node has under way is believed for so long. */
    private static final long BELIEVED = 3 * SECOND;

    private final CallRate rate;
    private final LongSupplier nanos;
    private final long interval;
    private final long patience;
    private final AtomicLong fullAt;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    /** What other nodes had under way when they last said so. */
    private final Map<String, Elsewhere> others = new ConcurrentHashMap<>();

    private volatile int elsewhere;
    /** What was told last of calls under way; for the thread that tells. */
    private int told;

    private record Elsewhere(int underWay, long at) {}

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
        if (rate.atOnce() > 0 && underWay.incrementAndGet() + elsewhere > rate.atOnce()) {
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
        return underWay.get() == 0 && others.isEmpty() && fullAt.get() - nanos.getAsLong() <= 0;
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
                taken.incrementAndGet();
                return 0;
            }
        }
    }

    /** What other nodes are to know: taken since it was told last, and under way; null for nothing new. By one thread. */
    int @Nullable [] spent() {
        forgetSilent();
        int now = underWay.get();
        int spent = taken.getAndSet(0);
        if (spent == 0 && now == 0 && told == 0) {
            return null;
        }
        told = now;
        return new int[] {spent, now};
    }

    /** Another node has let in so many calls more, and has so many under way: they are taken from what is left here. */
    void charge(String node, int spent, int running) {
        others.put(node, new Elsewhere(running, nanos.getAsLong()));
        forgetSilent();
        // Nobody can have let in more in a second or two, whatever is said.
        long cost = Math.min(spent, rate.burst() + 2L * rate.perSecond()) * interval;
        while (cost > 0) {
            long now = nanos.getAsLong();
            long full = fullAt.get();
            long from = full - now > 0 ? full : now;
            // Words of a minute may come at once to a node that stood still: what was taken long ago is nobody's debt.
            long most = now + patience + 2 * SECOND;
            long next = from + cost - most > 0 ? most : from + cost;
            if (next - full <= 0 || fullAt.compareAndSet(full, next)) {
                return;
            }
        }
    }

    /** What a node had under way that has said nothing for some seconds counts no longer. */
    void forgetSilent() {
        if (!others.isEmpty()) {
            long now = nanos.getAsLong();
            others.values().removeIf(each -> now - each.at() > BELIEVED);
            elsewhere = others.values().stream().mapToInt(Elsewhere::underWay).sum();
        }
    }
}

package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Calls that wait to be written, in a queue with bounds. A call is never held up: what does not fit is not written, and that is
 * counted.
 */
@ApplicationScoped
public class Trail {
    static final int MOST = 10_000;

    private final Queue<Line> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder unwritten = new LongAdder();
    private final UsageConfig.Kept kept;

    @Inject
    Clock clock;

    Trail() {
        this(UsageConfig.fromSettings().trail());
    }

    Trail(UsageConfig.Kept kept) {
        this.kept = kept;
    }

    /**
     * A line of the trail.
     *
     * @param at when the call was over
     */
    public record Line(Instant at, Called call) {}

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Trail> itself() {
        return () -> this;
    }

    /** Notes a call that is over, if such calls are kept. */
    public void note(Called call) {
        if (kept == UsageConfig.Kept.OFF || (kept == UsageConfig.Kept.TOOLS && !call.isOfTool())) {
            return;
        }
        if (size.incrementAndGet() > MOST) {
            size.decrementAndGet();
            unwritten.increment();
        } else {
            waiting.add(new Line(clock.instant(), call));
        }
    }

    /** Which calls are kept: {@code off}, {@code tools} or {@code all}. */
    public String kept() {
        return kept.name().toLowerCase(Locale.ROOT);
    }

    /** Calls of this node, since it began, that should have been written and were not. */
    public long unwritten() {
        return unwritten.sum();
    }

    /** Takes the oldest lines out. */
    List<Line> take(int most) {
        List<Line> lines = new ArrayList<>();
        while (lines.size() < most) {
            Line line = waiting.poll();
            if (line == null) {
                break;
            }
            size.decrementAndGet();
            lines.add(line);
        }
        return lines;
    }

    /** True if there are lines to be taken. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    /** Those lines are given up. */
    void lost(int lines) {
        unwritten.add(lines);
    }
}

package org.mcpcoordinator.usage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Calls that wait to be written, in pieces with bounds. A call is never held up: what does not fit is not written, and that is
 * counted.
 */
@ApplicationScoped
public class Trail {
    /** Pieces, the one being filled too: 10,000 lines at most. */
    static final int MOST = 20;

    private final Object filling = new Object();
    private final Queue<Lines> full = new ArrayDeque<>();
    private Lines last = new Lines();

    /** Looked at before the lock: while all is full nobody wants it. */
    private volatile boolean room = true;

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

    /** This very object, for whoever asks often: the container's proxy would be asked each time. */
    public Supplier<Trail> itself() {
        return () -> this;
    }

    /** Notes a call that is over, if such calls are kept. */
    public void note(Called call) {
        if (kept == UsageConfig.Kept.OFF || (kept == UsageConfig.Kept.TOOLS && !call.isOfTool())) {
            return;
        }
        if (!room || !add(clock.instant(), call)) {
            unwritten.increment();
        }
    }

    private boolean add(Instant at, Called call) {
        synchronized (filling) {
            if (last.isFull()) {
                if (full.size() + 1 == MOST) {
                    room = false;
                    return false;
                }
                full.add(last);
                last = new Lines();
            }
            last.add(at, call);
            return true;
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

    /** Takes the oldest pieces out. */
    List<Lines> take(int pieces) {
        List<Lines> taken = new ArrayList<>(pieces);
        synchronized (filling) {
            while (taken.size() < pieces && !full.isEmpty()) {
                taken.add(full.remove());
            }
            if (taken.size() < pieces && last.count() > 0) {
                taken.add(last);
                last = new Lines();
            }
            room = true;
        }
        return taken;
    }

    /** True if there are lines to be taken. */
    boolean waits() {
        synchronized (filling) {
            return !full.isEmpty() || last.count() > 0;
        }
    }

    /** Those lines are given up. */
    void lost(List<Lines> lines) {
        lines.forEach(piece -> unwritten.add(piece.count()));
    }
}

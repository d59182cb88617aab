package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends HTTP/1.1 requests over kept connections from one thread, and measures each answer. One thread and no object per
 * call, because the load stands on the same processors as what is measured.
 */
final class Load {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long LONGEST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;

    private static final long SHORTEST_REST = 50_000;

    private final InetSocketAddress target;
    private final int connections;
    private final IntFunction<byte[]> requests;

    /**
     * A load on one address.
     *
     * @param target where the connections go
     * @param connections how many are kept open, 1 to 10,000
     * @param requests the bytes of the n-th request, n counting from 0
     */
    Load(InetSocketAddress target, int connections, IntFunction<byte[]> requests) {
        this.target = target;
        this.connections = connections;
        this.requests = requests;
    }

    /**
     * What a load saw.
     *
     * @param good answers with status 200
     * @param bad other answers, broken connections and calls never answered
     * @param seconds how long it took
     * @param micros latency of the good answers in microseconds; with a rate, counted from when a call was due
     *     if missing answers held it up
     */
    record Result(long good, long bad, double seconds, Histogram micros) {
        double perSecond() {
            return good / seconds;
        }

        double millisAt(double percentile) {
            return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    /** As many calls as the connections carry, each sending its next call when the last was answered. */
    Result closed(Duration time) throws IOException {
        return run(time, 0, Integer.MAX_VALUE, Load::never);
    }

    /** So many calls and no more, each connection sending its next when the last was answered; within the limit. */
    Result exactly(int calls, Duration limit) throws IOException {
        return run(limit, 0, calls, Load::never);
    }

    /** {@code perSecond} calls a second, evenly spaced; a late answer also makes the calls behind it late. */
    Result open(Duration time, double perSecond) throws IOException {
        return run(time, perSecond, Integer.MAX_VALUE, Load::never);
    }

    /** As {@link #open(Duration, double)}, until it is enough, and for the limit at most. */
    Result openUntil(BooleanSupplier enough, Duration limit, double perSecond) throws IOException {
        return run(limit, perSecond, Integer.MAX_VALUE, enough);
    }

    private static boolean never() {
        return false;
    }

    private Result run(Duration time, double perSecond, int most, BooleanSupplier enough) throws IOException {
        Histogram micros = new Histogram(LONGEST_MICROS, SIGNIFICANT_DIGITS);
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        Pace pace = new Pace(begin, perSecond, most);
        // In turn, as independent callers come: the last one back first would keep a few connections, and one thread,
        // busy.
        Deque<Line> idle = new ArrayDeque<>();
        List<Line> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                Line line = new Line(target, selector);
                idle.add(line);
                all.add(line);
            }
            long bad = 0;
            long now = System.nanoTime();
            while (now < end && !enough.getAsBoolean() && !(pace.allSent() && idle.size() == all.size())) {
                while (!idle.isEmpty() && pace.due(now)) {
                    long since = pace.since(now);
                    idle.removeFirst().send(requests.apply(pace.next()), since);
                }
                pace.held(idle.isEmpty());
                rest(selector, pace.wait(now, end, idle.isEmpty()));
                now = System.nanoTime();
                for (SelectionKey key : selector.selectedKeys()) {
                    Line line = (Line) key.attachment();
                    int answered = line.ready(now, micros);
                    bad += answered == Line.BAD ? 1 : 0;
                    if (answered != Line.OPEN) {
                        idle.add(line);
                    }
                }
                selector.selectedKeys().clear();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            long ended = Math.min(now, end);
            bad += all.stream().filter(line -> line.overdue(ended)).count();
            return new Result(micros.getTotalCount(), bad, seconds, micros);
        } finally {
            for (Line line : all) {
                line.close();
            }
        }
    }

    /**
     * Until an answer comes or so many nanoseconds are over. A selector sleeps whole milliseconds, and calls due within
     * one would go out in a burst; so shorter rests are taken without it, and answers found after them.
     */
    private static void rest(Selector selector, long nanos) throws IOException {
        if (nanos >= 1_000_000) {
            selector.select(nanos / 1_000_000);
        } else {
            LockSupport.parkNanos(Math.max(nanos, SHORTEST_REST));
            selector.selectNow();
        }
    }

    /** When the next call is due. */
    private static final class Pace {
        private final long begin;
        private final double nanosPerCall;
        private final int most;
        private int sent;
        private boolean held;

        Pace(long begin, double perSecond, int most) {
            this.begin = begin;
            this.nanosPerCall = perSecond > 0 ? 1e9 / perSecond : 0;
            this.most = most;
        }

        boolean allSent() {
            return sent >= most;
        }

        boolean due(long now) {
            return !allSent() && dueAt(now) <= now;
        }

        /**
         * From when the next call's time counts: from when it was due if answers that did not come held it up, so that a
         * slow server cannot hide behind calls it was never sent; else from now, because a selector sleeps whole
         * milliseconds, and that is not the server's fault.
         */
        long since(long now) {
            return held ? Math.min(now, dueAt(now)) : now;
        }

        void held(boolean allBusy) {
            held = allBusy;
        }

        private long dueAt(long now) {
            return nanosPerCall == 0 ? now : begin + (long) (sent * nanosPerCall);
        }

        int next() {
            return sent++;
        }

        long wait(long now, long end, boolean allBusy) {
            long until = allBusy || nanosPerCall == 0 ? end : Math.min(end, dueAt(now));
            return Math.max(0, until - now);
        }
    }
}

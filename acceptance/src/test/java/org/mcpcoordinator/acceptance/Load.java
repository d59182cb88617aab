package org.mcpcoordinator.acceptance;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks until it is ended, one thing after the other or at a pace; counts what was answered. */
final class Load {
    /** Asking without rest would take the processors from what is asked. */
    private static final Duration REST = Duration.ofMillis(5);

    private static final long NANOS = 1_000_000_000L;

    private final RunningProduct product;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Load(RunningProduct product) {
        this.product = product;
    }

    /**
     * Begins to ask.
     *
     * @param verdict names an answer
     * @return how often each verdict was given so far; BROKEN where no answer came
     */
    Map<String, AtomicInteger> of(Supplier<HttpRequest> request, Function<HttpResponse<String>, String> verdict) {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        begin(() -> {
            ask(request, verdict, counts);
            LockSupport.parkNanos(REST.toNanos());
        });
        return counts;
    }

    /**
     * Begins to ask so often a second, on so many threads: who waits for its answer does not hold up the others, and what was
     * due meanwhile is asked right after.
     *
     * @return as {@link #of}
     */
    Map<String, AtomicInteger> paced(
            int perSecond, int threads, Supplier<HttpRequest> request, Function<HttpResponse<String>, String> verdict) {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        AtomicLong turn = new AtomicLong();
        long begun = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            begin(() -> {
                long due = begun + turn.getAndIncrement() * NANOS / perSecond;
                for (long left = due - System.nanoTime(); left > 0 && !over; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (!over) {
                    ask(request, verdict, counts);
                }
            });
        }
        return counts;
    }

    private void begin(Runnable once) {
        Thread thread = new Thread(() -> {
            while (!over) {
                once.run();
            }
        });
        thread.start();
        threads.add(thread);
    }

    private void ask(
            Supplier<HttpRequest> request,
            Function<HttpResponse<String>, String> verdict,
            Map<String, AtomicInteger> counts) {
        String said;
        try {
            said = verdict.apply(product.send(request.get()));
        } catch (RuntimeException broken) {
            said = "BROKEN " + broken;
        }
        counts.computeIfAbsent(said, each -> new AtomicInteger()).incrementAndGet();
    }

    void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

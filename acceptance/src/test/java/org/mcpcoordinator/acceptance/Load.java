package org.mcpcoordinator.acceptance;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks one thing after the other, each on its thread, until it is ended; counts what was answered. */
final class Load {
    /** Asking without rest would take the processors from what is asked. */
    private static final Duration REST = Duration.ofMillis(5);

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
        Thread thread = new Thread(() -> {
            while (!over) {
                String said;
                try {
                    said = verdict.apply(product.send(request.get()));
                } catch (RuntimeException broken) {
                    said = "BROKEN " + broken;
                }
                counts.computeIfAbsent(said, each -> new AtomicInteger()).incrementAndGet();
                LockSupport.parkNanos(REST.toNanos());
            }
        });
        thread.start();
        threads.add(thread);
        return counts;
    }

    void end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

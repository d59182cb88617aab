package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Who carries out which named request on this node, so that those who repeat it wait for its answer. */
@ApplicationScoped
class UnderWay {
    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();

    /** The request of that claim has begun. */
    void begun(String name) {
        latches.put(name, new CountDownLatch(1));
    }

    /** It has answered, whatever the answer. */
    void ended(String name) {
        CountDownLatch latch = latches.remove(name);
        if (latch != null) {
            latch.countDown();
        }
    }

    /**
     * Waits until it has answered, or for the time, whichever is first; a request of another node is looked after by
     * asking again.
     */
    void await(String name, long millis) {
        CountDownLatch latch = latches.getOrDefault(name, new CountDownLatch(1));
        try {
            if (latch.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}

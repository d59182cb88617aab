package org.mcpcoordinator.host.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final int LENT = 4;

    private final ToolThreads threads = new ToolThreads(LENT);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void end() {
        release.countDown();
        threads.close();
    }

    @Test
    void aServerIsNeverHeldUpByOthersHoweverManyOfThemHang() throws Exception {
        for (int server = 0; server < 50; server++) {
            hang(new Lane(threads), 10);
        }
        awaitRunning(50 + LENT);
        Lane other = new Lane(threads);
        for (int call = 0; call < 10; call++) {
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            int number = call;
            assertThat(other.submit(() -> answer.complete(number))).isTrue();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(number);
        }
        assertThat(running).hasValue(50 + LENT);
    }

    @Test
    void oneServerRunsThreeCallsAtOnceAndRefusesMoreThanCanWait() throws Exception {
        Lane lane = new Lane(threads);
        hang(lane, Lane.RUNNING);
        awaitRunning(Lane.RUNNING);
        hang(lane, Lane.WAITING);
        assertThat(lane.submit(() -> {})).isFalse();
        assertThat(running).hasValue(Lane.RUNNING);
    }

    @Test
    void whatIsLentGoesToWhoeverWaitsForIt() throws Exception {
        List<Lane> lanes = List.of(new Lane(threads), new Lane(threads), new Lane(threads));
        CountDownLatch firstDone = new CountDownLatch(1);
        // Two servers hold all that is lent; the third has one call at work and one waiting.
        for (Lane greedy : lanes.subList(0, 2)) {
            for (int call = 0; call < Lane.RUNNING; call++) {
                assertThat(greedy.submit(() -> waitFor(firstDone))).isTrue();
            }
        }
        awaitRunning(2 * Lane.RUNNING);
        hang(lanes.get(2), 1);
        CompletableFuture<String> second = new CompletableFuture<>();
        assertThat(lanes.get(2).submit(() -> second.complete("ran"))).isTrue();
        assertThat(second).isNotDone();
        firstDone.countDown();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("ran");
    }

    @Test
    void nothingIsLostWhenCallsFailOrComeFromManyThreads() throws Exception {
        Lane lane = new Lane(threads);
        AtomicInteger done = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4 * 16);
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            Thread thread = new Thread(() -> {
                for (int call = 0; call < 16; call++) {
                    assertThat(lane.submit(() -> {
                                done.incrementAndGet();
                                all.countDown();
                                throw new IllegalStateException("planted");
                            }))
                            .isTrue();
                }
            });
            thread.start();
            callers.add(thread);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(64);
    }

    private void hang(Lane lane, int calls) {
        for (int call = 0; call < calls; call++) {
            assertThat(lane.submit(() -> waitFor(release))).isTrue();
        }
    }

    private void waitFor(CountDownLatch latch) {
        running.incrementAndGet();
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private void awaitRunning(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (running.get() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(running).hasValue(count);
    }
}

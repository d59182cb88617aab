package org.mcpcoordinator.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final List<String> steps = new ArrayList<>();
    private final Deque<Runnable> aside = new ArrayDeque<>();
    private boolean quiet = true;
    private final Pace pace = new Pace(() -> quiet, () -> steps.add("asked"), () -> steps.add("whole"), aside::add);

    @Test
    void aQuietStepIsTakenThereAndThen() {
        pace.run();
        pace.run();

        assertThat(steps).containsExactly("asked", "asked");
        assertThat(aside).isEmpty();
    }

    @Test
    void whatMayHaveToWaitIsDoneByAnotherThreadAndNoOtherStepIsTakenMeanwhile() {
        quiet = false;
        pace.run();
        quiet = true;
        pace.run();
        assertThat(steps).isEmpty();

        aside.remove().run();
        pace.run();

        assertThat(steps).containsExactly("whole", "asked");
        assertThat(aside).isEmpty();
    }

    @Test
    void aStepThatWaitsForItsThreadDoesNotOutliveItsOwner() {
        quiet = false;
        pace.run();

        pace.end();
        aside.remove().run();
        pace.run();

        aside.forEach(Runnable::run);
        assertThat(steps).isEmpty();
    }

    @Test
    void aStepThatFailsIsFollowedByTheNextOne() {
        Pace failing = new Pace(
                () -> quiet,
                () -> {
                    steps.add("failed");
                    throw new IllegalStateException("a test");
                },
                () -> steps.add("whole"),
                work -> {
                    throw new RejectedExecutionException("none is free");
                });

        assertThatCode(failing::run).doesNotThrowAnyException();
        quiet = false;
        assertThatCode(failing::run).doesNotThrowAnyException();
        quiet = true;
        assertThatCode(failing::run).doesNotThrowAnyException();

        assertThat(steps).containsExactly("failed", "failed");
    }

    @Test
    void linesKeepThePaceOnOneThreadUntilItIsEnded() throws Exception {
        try (Lines lines = new Lines(Runnable::run)) {
            Deque<Thread> threads = new ConcurrentLinkedDeque<>();
            Runnable end = lines.every(() -> threads.add(Thread.currentThread()), 1);
            PatrolTest.until(() -> threads.size() >= 3);

            CountDownLatch ended = new CountDownLatch(1);
            lines.onThread(() -> {
                end.run();
                threads.clear();
                lines.later(ended::countDown, 50);
            });

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(threads).isEmpty();
        }
    }
}

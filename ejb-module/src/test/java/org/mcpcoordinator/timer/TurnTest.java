package org.mcpcoordinator.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final Turn turn = new Turn();
    private final AtomicInteger done = new AtomicInteger();
    private final Deque<Runnable> aside = new ArrayDeque<>();

    @Test
    void aTurnWithinATurnIsLeftOut() {
        turn.take(() -> {
            done.incrementAndGet();
            turn.take(done::incrementAndGet);
        });

        assertThat(done).hasValue(1);
    }

    @Test
    void aTurnAsideLastsUntilItsWorkIsDone() {
        turn.takeAside(aside::add, done::incrementAndGet);
        turn.takeAside(aside::add, done::incrementAndGet);
        assertThat(aside).hasSize(1);

        aside.remove().run();
        turn.takeAside(aside::add, done::incrementAndGet);

        assertThat(aside).hasSize(1);
        assertThat(done).hasValue(1);
    }

    @Test
    void workThatFailsAndAThreadThatIsNotToBeHadEndTheTurnToo() {
        assertThatThrownBy(() -> turn.take(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        turn.takeAside(
                work -> {
                    throw new RejectedExecutionException("none is free");
                },
                done::incrementAndGet);
        turn.take(done::incrementAndGet);

        assertThat(done).hasValue(1);
    }
}

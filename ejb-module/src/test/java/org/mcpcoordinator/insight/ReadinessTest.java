package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.routing.Routing;

class ReadinessTest {
    @Test
    void aDatabaseThatSaysNothingIsNotWaitedForLongerThanPatienceLasts() {
        long began = System.nanoTime();

        assertThat(Readiness.answers(new CompletableFuture<>(), Duration.ofMillis(50)))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aQuestionThatFailsIsNoAnswer() {
        assertThat(Readiness.answers(
                        CompletableFuture.failedFuture(new IllegalStateException("gone")), Readiness.PATIENCE))
                .isFalse();
        assertThat(Readiness.answers(CompletableFuture.completedFuture(true), Readiness.PATIENCE))
                .isTrue();
    }

    @Test
    void aNodeThatHasNotReadTheFleetHasNoRoutes() {
        Readiness readiness = new Readiness();
        readiness.routing = new Routing();

        assertThat(readiness.routesLoaded()).isFalse();
    }
}

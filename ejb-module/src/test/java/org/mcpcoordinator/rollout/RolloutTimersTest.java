package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RolloutTimersTest {
    private final CompletableFuture<Void> looking = new CompletableFuture<>();
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private final CompletableFuture<Void> renewed = new CompletableFuture<>();
    private final Helm helm = new Helm() {
        @Override
        void look() {
            looking.complete(null);
            goOn.join();
        }

        @Override
        void renew() {
            renewed.complete(null);
        }
    };

    /** Else a lease would run out during one look that waits, and everything begun under it be void. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void leasesAreKeptWhileALookAfterRolloutsWaits() {
        RolloutTimer looks = new RolloutTimer();
        looks.helm = helm;
        RolloutLeaseTimer keeps = new RolloutLeaseTimer();
        keeps.helm = helm;
        CompletableFuture<Void> turn = CompletableFuture.runAsync(looks::turn);
        looking.join();

        keeps.turn();

        assertThat(renewed).isDone();
        assertThat(turn).isNotDone();
        goOn.complete(null);
        turn.join();
    }
}

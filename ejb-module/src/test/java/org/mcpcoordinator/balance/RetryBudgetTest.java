package org.mcpcoordinator.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final AtomicLong calls = new AtomicLong();
    private final RetryBudget budget = new RetryBudget(calls::get, 0);
    private long now;

    private int granted(int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += budget.take(now) ? 1 : 0;
        }
        return granted;
    }

    @Test
    void threeInASecondAreGrantedWhoeverCalls() {
        assertThat(granted(100)).isEqualTo(3);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(granted(100)).isEqualTo(3);
    }

    @Test
    void aFifthOfAllCallsIsGranted() {
        int granted = 0;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 1_000; i++) {
                calls.incrementAndGet();
                now += Duration.ofMillis(1).toNanos();
                granted += granted(1);
            }
        }
        assertThat(granted).isBetween(1_990, 2_003);
    }

    @Test
    void aBurstAfterQuietCallsIsGrantedFromThoseOfTheLastTenSeconds() {
        calls.addAndGet(1_000);
        now += Duration.ofSeconds(10).toNanos();
        assertThat(granted(1_000)).isBetween(200, 203);
    }

    @Test
    void callsOfLongAgoGiveNothing() {
        calls.addAndGet(100_000);
        now += Duration.ofHours(10).toNanos();
        assertThat(granted(1_000)).isLessThan(10);
    }

    @Test
    void oneServersFailuresDoNotUseUpAllOfItsShareForEver() {
        calls.addAndGet(100);
        now += Duration.ofSeconds(1).toNanos();
        granted(1_000);
        calls.addAndGet(100);
        now += Duration.ofSeconds(5).toNanos();
        assertThat(granted(1_000)).isBetween(15, 23);
    }
}

package org.mcpcoordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingClock;

class TriesTest {
    private final TestingClock clock = new TestingClock();
    private final Tries tries = new Tries();

    TriesTest() {
        tries.clock = clock;
        tries.herald = (channel, payload) -> {};
    }

    @Test
    void nineWrongTriesCostNothingAndTheTenthAMoment() {
        wrong(9, "admin", "10.0.0.1");
        assertThat(tries.wait("admin", "10.0.0.1")).isEmpty();
        wrong(1, "admin", "10.0.0.1");
        assertThat(tries.wait("admin", "10.0.0.1")).contains(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(tries.wait("admin", "10.0.0.1")).isEmpty();
    }

    @Test
    void eachFurtherWrongTryDoublesTheWaitUpToAQuarterOfAnHour() {
        wrong(9, "admin", "a");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            wrong(1, "admin", "a");
            Duration wait = tries.wait("admin", "a").orElseThrow();
            waits.add(wait.toSeconds());
            clock.advance(wait.minusNanos(1));
            assertThat(tries.wait("admin", "a")).isPresent();
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L, 900L);
    }

    @Test
    void theSameAccountFromAnotherAddressAndOthersFromTheSameAreUnaffected() {
        wrong(30, "admin", "evil");
        assertThat(tries.wait("admin", "evil")).isPresent();
        assertThat(tries.wait("admin", "home")).isEmpty();
        assertThat(tries.wait("ann", "evil")).isEmpty();
    }

    @Test
    void anotherSpellingOfTheNameGivesNoMoreTries() {
        wrong(5, "admin", "evil");
        wrong(5, "ADMIN", "evil");
        assertThat(tries.wait("Admin ", "evil")).isPresent();
    }

    @Test
    void theRightPasswordForgivesEverything() {
        wrong(12, "admin", "a");
        tries.right("admin", "a");
        assertThat(tries.wait("admin", "a")).isEmpty();
        wrong(9, "admin", "a");
        assertThat(tries.wait("admin", "a")).isEmpty();
    }

    @Test
    void anHourWithoutATryIsForgottenAndAMomentLessIsNot() {
        wrong(9, "admin", "a");
        clock.advance(Tries.REMEMBERED);
        wrong(9, "admin", "a");
        assertThat(tries.wait("admin", "a")).isEmpty();
        clock.advance(Tries.REMEMBERED.minusNanos(1));
        wrong(1, "admin", "a");
        assertThat(tries.wait("admin", "a")).isPresent();
    }

    @Test
    void aFloodOfOtherNamesDoesNotFreeWhoHasToWait() {
        wrong(20, "admin", "evil");
        for (int i = 0; i < 30_000; i++) {
            tries.wrong("name" + i, "evil");
        }
        assertThat(tries.wait("admin", "evil")).isPresent();
    }

    @Test
    void triesAtSeveralNodesAreCountedTogether() {
        Tries elsewhere = elsewhere();
        for (int i = 0; i < 5; i++) {
            tries.wrong("admin", "evil");
            elsewhere.wrong("admin", "evil");
        }
        assertThat(tries.wait("admin", "evil")).contains(Duration.ofSeconds(1));
        assertThat(elsewhere.wait("admin", "evil")).contains(Duration.ofSeconds(1));
        assertThat(elsewhere.wait("admin", "home")).isEmpty();
    }

    @Test
    void theRightPasswordForgivesAtAllNodes() {
        Tries elsewhere = elsewhere();
        wrong(12, "admin", "a");
        elsewhere.right("admin", "a");
        assertThat(tries.wait("admin", "a")).isEmpty();
    }

    @Test
    void whoCannotTellTheOthersCountsForItself() {
        tries.herald = new Herald() {
            @Override
            public void tell(String channel, String payload) {}

            @Override
            public void tellOthers(String channel, String payload) {
                throw new IllegalStateException("no database");
            }
        };
        wrong(10, "admin", "a");
        assertThat(tries.wait("admin", "a")).isPresent();
    }

    /** Another node, which hears all that this one tells, and the other way round. */
    private Tries elsewhere() {
        Tries other = new Tries();
        other.clock = clock;
        other.herald = to(tries);
        tries.herald = to(other);
        return other;
    }

    private static Herald to(Tries other) {
        return new Herald() {
            @Override
            public void tell(String channel, String payload) {}

            @Override
            public void tellOthers(String channel, String payload) {
                assertThat(payload).as("no name, no address").doesNotContain("admin", "evil");
                other.heard(payload);
            }
        };
    }

    private void wrong(int times, String account, String address) {
        for (int i = 0; i < times; i++) {
            tries.wrong(account, address);
        }
    }
}

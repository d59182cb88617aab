package org.mcpcoordinator.web.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;

class AllowanceTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private Allowance of(int perSecond, int burst, int atOnce) {
        return new Allowance(new CallRate(perSecond, burst, atOnce), nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aBurstMayComeAtOnceAndThenSoManyASecond() {
        Allowance allowance = of(10, 20, 0);
        for (int call = 0; call < 20; call++) {
            assertThat(allowance.enter()).as("call %d", call).isZero();
        }
        assertThat(allowance.enter()).isEqualTo(Duration.ofMillis(100).toNanos());
        pass(Duration.ofMillis(99));
        assertThat(allowance.enter()).isEqualTo(Duration.ofMillis(1).toNanos());
        pass(Duration.ofMillis(1));
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isPositive();
    }

    @Test
    void theWordsOfMinutesThatComeAtOnceAreNoDebtOfMinutes() {
        Allowance allowance = of(10, 10, 0);
        for (int word = 0; word < 170; word++) {
            allowance.charge("frozen", 10, 0);
        }
        assertThat(allowance.enter()).isPositive();
        pass(Duration.ofMillis(2_100));
        assertThat(allowance.enter()).isZero();
    }

    @Test
    void anotherNodesRateBeginsNothingAnew() {
        Allowances all = new Allowances(nanos::get);
        Allowance here = all.of("ada", new CallRate(1, 1, 0));
        assertThat(here.enter()).isZero();
        all.heard("two", new String[] {"t", "ada", "5", "5", "0", "1", "0"});
        assertThat(all.of("ada", new CallRate(1, 1, 0))).isSameAs(here);
        assertThat(here.enter()).isPositive();
    }

    @Test
    void whatANodeHadUnderWayIsOverWhenNobodyElseIsThere() {
        Allowances all = new Allowances(nanos::get);
        Allowance here = all.of("ada", new CallRate(0, 0, 2));
        all.heard("two", new String[] {"t", "ada", "0", "0", "2", "0", "2"});
        assertThat(here.enter()).isPositive();
        pass(Duration.ofSeconds(4));
        all.alone();
        assertThat(here.enter()).isZero();
    }

    @Test
    void whoRestsGetsNoMoreThanABurst() {
        Allowance allowance = of(2, 0, 0);
        pass(Duration.ofHours(1));
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isEqualTo(Duration.ofMillis(500).toNanos());
    }

    @Test
    void soManyAreUnderWayAtOnceAndAPlaceIsGivenBack() {
        Allowance allowance = of(0, 0, 2);
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isPositive();
        assertThat(allowance.enter()).isPositive();
        allowance.leave();
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isPositive();
    }

    @Test
    void whoIsTooFastTakesNoPlace() {
        Allowance allowance = of(1, 1, 2);
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.enter()).isPositive();
        assertThat(allowance.enter()).isPositive();
        pass(Duration.ofSeconds(1));
        assertThat(allowance.enter()).isZero();
        assertThat(allowance.text()).isEqualTo("1 calls a second, 2 at once");
    }

    @Test
    void eachNameHasItsOwnAndAnotherRateBeginsAnew() {
        Allowances all = new Allowances(nanos::get);
        CallRate slow = new CallRate(1, 1, 0);
        assertThat(all.of("a", CallRate.NONE)).isNull();
        Allowance a = all.of("a", slow);
        assertThat(a).isNotNull().isSameAs(all.of("a", new CallRate(1, 1, 0)));
        assertThat(a.enter()).isZero();
        assertThat(a.enter()).isPositive();
        assertThat(all.of("b", slow).enter()).isZero();
        assertThat(all.of("a", new CallRate(1, 2, 0)).enter()).isZero();
    }

    @Test
    void namesThatComeAndGoTakeNoRoomForEverAndNobodyDodgesALimitByThem() {
        Allowances all = new Allowances(nanos::get);
        CallRate slow = new CallRate(1, 1, 1);
        Allowance busy = all.of("busy", slow);
        assertThat(busy.enter()).isZero();
        for (int name = 0; name < 2 * Allowances.MOST; name++) {
            all.of("n" + name, slow);
        }
        assertThat(all.size()).isLessThanOrEqualTo(Allowances.MOST);
        assertThat(all.of("busy", slow)).isSameAs(busy);
        pass(Duration.ofSeconds(2));
        assertThat(busy.isWhole()).as("a call is under way").isFalse();
        busy.leave();
        assertThat(busy.isWhole()).isTrue();
    }
}

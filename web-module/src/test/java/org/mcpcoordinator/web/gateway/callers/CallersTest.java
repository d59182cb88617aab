package org.mcpcoordinator.web.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.insight.GatewayFigures;

class CallersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Callers callers =
            new Callers(new CallRate(1, 1, 0), () -> Listing.EMPTY, nanos::get, new GatewayFigures(), call -> {});

    private boolean enters(Caller caller) {
        return Objects.requireNonNull(callers.of(caller)).enter() == 0;
    }

    @Test
    void whoeverHasNoLimitOfItsOwnHasTheUsualOneHoweverItHasProvedItself() {
        for (String means : List.of("bearer", "basic", "session", "oauth")) {
            Caller caller = new Caller("a " + means, Role.ADMIN, means);
            assertThat(enters(caller)).as(means).isTrue();
            assertThat(enters(caller)).as(means).isFalse();
        }
    }

    @Test
    void whoComesInByPasswordAndBySessionIsTheSame() {
        assertThat(enters(new Caller("ada", Role.VIEWER, "basic"))).isTrue();
        assertThat(enters(new Caller("ada", Role.VIEWER, "session"))).isFalse();
        assertThat(enters(new Caller("ada", Role.VIEWER, "bearer")))
                .as("a token of that name is another one")
                .isTrue();
    }

    /** Three nodes, all besieged by the same caller, tell each other each second. */
    @Test
    void aLimitHoldsForAllNodesTogetherButForWhatTheyCannotKnowYet() {
        Caller caller = new Caller("robot", Role.VIEWER, "bearer");
        List<Callers> nodes = List.of(node(), node(), node());
        int entered = 0;
        int seconds = 30;
        for (int millis = 0; millis < seconds * 1000; millis += 10) {
            for (Callers node : nodes) {
                Allowance allowance = Objects.requireNonNull(node.of(caller));
                if (allowance.enter() == 0) {
                    entered++;
                    allowance.leave();
                }
            }
            nanos.addAndGet(10_000_000L);
            if (millis % 1000 == 990) {
                exchange(nodes);
            }
        }
        // 20 a second; each node a burst of its own, and what the other two let in during the last second.
        assertThat(entered).isBetween(20 * seconds, 20 * seconds + 3 * 40 + 2 * 20);
    }

    @Test
    void placesAtOnceAreCountedOverAllNodesAndThoseOfASilentOneAreFreeAgain() {
        Callers one = node();
        Callers two = node();
        Caller caller = new Caller("robot", Role.VIEWER, "bearer");
        for (int call = 0; call < 5; call++) {
            assertThat(enters(one, caller)).isTrue();
        }
        exchange(List.of(one, two));
        assertThat(enters(two, caller)).as("five are under way elsewhere").isFalse();
        nanos.addAndGet(3_100_000_000L);
        two.spent(10);
        assertThat(enters(two, caller)).as("the other node is silent").isTrue();
    }

    @Test
    void tokensOfDifferentRatesUsedInTurnBeginNothingAnew() {
        Callers node = node();
        Caller slow = granted(1);
        Caller slower = granted(2);
        int entered = 0;
        for (int call = 0; call < 20; call++) {
            entered += enters(node, call % 2 == 0 ? slow : slower) ? 1 : 0;
        }
        assertThat(entered).isLessThan(6);
    }

    private static Caller granted(int perSecond) {
        Scope scope = new Scope(List.of(), List.of(), List.of(), List.of(), new CallRate(perSecond, 0, 0));
        return new Caller("ada at idp", Role.VIEWER, "oauth", Sight.of(scope));
    }

    @Test
    void whoIsAloneOrHasNothingNewSaysNothing() {
        Callers one = node();
        assertThat(one.spent(10)).isEmpty();
        Allowance allowance = Objects.requireNonNull(one.of(new Caller("a b", Role.VIEWER, "basic")));
        allowance.enter();
        assertThat(one.spent(10)).containsExactly("u a+b 20 40 5 1 1");
        allowance.leave();
        assertThat(one.spent(10)).as("that it is over").containsExactly("u a+b 20 40 5 0 0");
        assertThat(one.spent(10)).isEmpty();
    }

    /** Else those who stand first are told each time, and a limit holds at each node by itself for all others. */
    @Test
    void whereNotAllCanBeToldAtOnceEverybodyHasATurn() {
        Callers node = node();
        Set<String> told = new HashSet<>();
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i < 1_000; i++) {
                for (String means : List.of("bearer", "basic")) {
                    enters(node, new Caller("caller-" + i, Role.VIEWER, means));
                }
            }
            List<String> lines = node.spent(1_000);
            assertThat(lines).hasSize(1_000);
            lines.forEach(line -> told.add(line.substring(0, line.indexOf(' ', 2))));
        }
        assertThat(told).hasSize(2_000);
    }

    private static boolean enters(Callers node, Caller caller) {
        return Objects.requireNonNull(node.of(caller)).enter() == 0;
    }

    private static void exchange(List<Callers> nodes) {
        for (Callers teller : nodes) {
            List<String> lines = teller.spent(100);
            nodes.stream()
                    .filter(other -> other != teller)
                    .forEach(other -> lines.forEach(line -> other.heard("n" + nodes.indexOf(teller), line)));
        }
    }

    private Callers node() {
        return new Callers(new CallRate(20, 40, 5), () -> Listing.EMPTY, nanos::get, new GatewayFigures(), call -> {});
    }

    @Test
    void aTokensOwnLimitHoldsInThePlaceOfTheUsualOne() {
        Scope scope = new Scope(List.of(), List.of(), List.of(), List.of(), new CallRate(1, 2, 0));
        Caller robot = new Caller("robot", Role.VIEWER, "bearer", Sight.of(scope));
        assertThat(enters(robot)).isTrue();
        assertThat(enters(robot)).isTrue();
        assertThat(enters(robot)).isFalse();
    }
}

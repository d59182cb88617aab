package org.mcpcoordinator.web.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
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

    @Test
    void aTokensOwnLimitHoldsInThePlaceOfTheUsualOne() {
        Scope scope = new Scope(List.of(), List.of(), List.of(), List.of(), new CallRate(1, 2, 0));
        Caller robot = new Caller("robot", Role.VIEWER, "bearer", Sight.of(scope));
        assertThat(enters(robot)).isTrue();
        assertThat(enters(robot)).isTrue();
        assertThat(enters(robot)).isFalse();
    }
}

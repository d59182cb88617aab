package org.mcpcoordinator.standby;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class WarmRoomTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Instance> all = new ArrayList<>();
    private String host = "";

    private void server(String name, int replica, InstanceState state) {
        Instance made = TestingInstance.like(TestingInstances.instance(
                        new InstanceKey(name, replica), state, 3300, "http://" + name, 1, SINCE))
                .onDemand(60)
                .made();
        host = made.host();
        all.add(made);
    }

    private WarmRoom room(int most, String... called) {
        return new WarmRoom(all, Set.of(called), SINCE, most);
    }

    @Test
    void whoIsOnItsWayAlreadyTakesNobodysPlace() {
        server("awake", 0, InstanceState.HEALTHY);
        server("called", 0, InstanceState.PLANNED);
        server("called", 1, InstanceState.SLEEPING);

        WarmRoom room = room(2, "called");

        assertThat(room.asleep()).isEmpty();
        assertThat(room.wanting(host)).isZero();
        assertThat(room.fitting()).isEmpty();
    }

    @Test
    void asManyAreStartedAsHaveLeft() {
        server("a", 0, InstanceState.HEALTHY);
        server("b", 0, InstanceState.STARTING);
        server("c", 0, InstanceState.SLEEPING);
        server("d", 0, InstanceState.SLEEPING);

        WarmRoom room = room(2, "c", "d");
        assertThat(room.wanting(host)).isEqualTo(2);
        assertThat(room.fitting()).isEmpty();
        room.vacated(host, 1);

        assertThat(room.fitting()).containsExactly("c");
    }

    @Test
    void whatIsAwakeOnOtherHostsTakesNoPlaceHere() {
        server("a", 0, InstanceState.HEALTHY);
        server("c", 0, InstanceState.SLEEPING);

        assertThat(room(1, "c").wanting("elsewhere")).isZero();
        assertThat(room(1, "c").wanting(host)).isEqualTo(1);
        assertThat(room(2, "c").fitting()).containsExactly("c");
    }

    @Test
    void whatHasJustFailedIsLeftAlone() {
        server("f", 0, InstanceState.FAILED);

        assertThat(room(2, "f").asleep()).isEmpty();
        assertThat(new WarmRoom(all, Set.of("f"), SINCE.plusSeconds(1), 2).fitting())
                .containsExactly("f");
    }
}

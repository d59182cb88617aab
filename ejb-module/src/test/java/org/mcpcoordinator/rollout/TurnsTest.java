package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;

class TurnsTest {
    private static final Terms TERMS = Terms.usual("careful");

    @Test
    void ofRunningServersNoMoreGoThanMayBeDownTogether() {
        assertThat(next(restarts(30, InstanceState.HEALTHY), 100, 0, 16)).hasSize(10);
        assertThat(next(restarts(30, InstanceState.HEALTHY), 99, 0, 16)).hasSize(9);
        assertThat(next(restarts(30, InstanceState.HEALTHY), 100, 9, 16)).hasSize(1);
        assertThat(next(restarts(30, InstanceState.HEALTHY), 100, 10, 16)).isEmpty();
        assertThat(next(restarts(5, InstanceState.HEALTHY), 5, 0, 16)).hasSize(1);
    }

    @Test
    void whoIsDownAlreadyMayAlwaysGo() {
        assertThat(next(restarts(12, InstanceState.FAILED), 100, 12, 16)).hasSize(12);
    }

    @Test
    void aCategoryAtItsLimitHoldsUpNoOther() {
        List<Turns.Candidate> waiting = new ArrayList<>(restarts(2, InstanceState.HEALTHY));
        waiting.add(new Turns.Candidate(order(2, "restart"), "files", InstanceState.HEALTHY));
        waiting.add(new Turns.Candidate(order(3, "add"), "api", InstanceState.PLANNED));

        List<InstanceOrder> next = Turns.next(
                waiting,
                Map.of("api", new CountStore.Standing(10, 0), "files", new CountStore.Standing(10, 0)),
                TERMS,
                16);

        assertThat(next).extracting(InstanceOrder::position).containsExactly(0, 2, 3);
    }

    private static List<InstanceOrder> next(List<Turns.Candidate> waiting, int running, int down, int room) {
        return Turns.next(waiting, Map.of("api", new CountStore.Standing(running, down)), TERMS, room);
    }

    private static List<Turns.Candidate> restarts(int count, InstanceState state) {
        List<Turns.Candidate> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(new Turns.Candidate(order(i, "restart"), "api", state));
        }
        return waiting;
    }

    private static InstanceOrder order(int position, String kind) {
        return new InstanceOrder(position, new InstanceKey("s" + position, 0), kind, 0);
    }
}

package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentSightTest {
    private final AgentSight sight = new AgentSight();

    /** As an agent of that age tells it: older ones say nothing of lists. */
    private static ServerStatus told(int lists) {
        return ServerStatus.of(JsonNodeFactory.instance
                .objectNode()
                .put("server", "shelf")
                .put("state", "RUNNING")
                .put("lists", lists));
    }

    @Test
    void aChangeOfListsIsNewsOnceAlsoWhenItHappenedBeforeWeCame() {
        assertThat(sight.hasNewLists(told(0))).isFalse();
        assertThat(sight.hasNewLists(told(2))).isTrue();

        sight.begin(List.of(told(2)));
        assertThat(sight.hasNewLists(told(2))).isFalse();
        sight.note(told(3));
        assertThat(sight.hasNewLists(told(3))).isFalse();
        assertThat(sight.hasNewLists(told(4))).isTrue();
    }

    @Test
    void anAgentThatBeginsAnewCountsAnew() {
        sight.begin(List.of(told(5)));

        sight.begin(List.of(told(0)));

        assertThat(sight.hasNewLists(told(1))).isTrue();
    }
}

package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;

class FrontSessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> ended = new ArrayList<>();
    private final FrontSessions sessions = new FrontSessions(session -> ended.add(session.id()), now::get);

    private FrontSession open(String caller) {
        now.incrementAndGet();
        return sessions.open(caller, "", Revision.NEWEST_LEGACY, Json.object(), Json.object());
    }

    @Test
    void aSessionIsItsCallersAtItsAddress() {
        FrontSession session = open("ada");

        assertThat(sessions.find(session.id(), "ada", "")).isSameAs(session);
        assertThat(sessions.find(session.id(), "eve", "")).isNull();
        assertThat(sessions.find(session.id(), "ada", "api")).isNull();
    }

    @Test
    void whatNobodyUsesForAnHourHasEndedUnlessSomebodyListens() {
        FrontSession idle = open("ada");
        FrontSession listening = open("ada");
        assertThat(listening.listen(frame -> {})).isTrue();
        assertThat(listening.listen(frame -> {})).as("one stream").isFalse();
        now.addAndGet(Duration.ofMinutes(61).toNanos());

        FrontSession fresh = open("bob");

        assertThat(ended).containsExactly(idle.id());
        assertThat(sessions.find(idle.id(), "ada", "")).isNull();
        assertThat(sessions.find(listening.id(), "ada", "")).isNotNull();
        assertThat(sessions.find(fresh.id(), "bob", "")).isNotNull();
    }

    @Test
    void whoOpensWithoutEndLosesTheOldest() {
        FrontSession first = open("ada");
        FrontSession others = open("bob");
        for (int i = 0; i < FrontSessions.MOST_EACH; i++) {
            open("ada");
        }

        assertThat(ended).containsExactly(first.id());
        assertThat(sessions.find(others.id(), "bob", "")).isNotNull();
        assertThat(sessions.size()).isEqualTo(FrontSessions.MOST_EACH + 1);
    }
}

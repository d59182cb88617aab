package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.TestingMemory;
import org.mcpcoordinator.web.gateway.kept.SessionBook;

class FrontSessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> ended = new ArrayList<>();
    private final TestingMemory memory = new TestingMemory();
    private final FrontSessions sessions = begun();

    private FrontSessions begun() {
        SessionBook book = new SessionBook(memory, Duration.ofHours(1), now::get);
        FrontSessions fresh = new FrontSessions(book, session -> ended.add(session.id()));
        book.open();
        return fresh;
    }

    private FrontSession open(String caller) {
        now.incrementAndGet();
        return open(caller, "", Revision.NEWEST_LEGACY, Json.object(), Json.object());
    }

    private FrontSession open(
            String caller, String scope, Revision revision, ObjectNode capabilities, ObjectNode clientInfo) {
        AtomicReference<FrontSession> opened = new AtomicReference<>();
        sessions.open(caller, scope, revision, capabilities, clientInfo, opened::set);
        return Objects.requireNonNull(opened.get());
    }

    @Test
    void itsClientHearsOfItWhenAnyNodeMayBeAsked() {
        memory.others = new CompletableFuture<>();
        List<FrontSession> told = new ArrayList<>();

        sessions.open("ada", "", Revision.NEWEST_LEGACY, Json.object(), Json.object(), told::add);
        assertThat(told).isEmpty();
        memory.others.complete(null);

        assertThat(told).hasSize(1);
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

        memory.runOut(idle.id());
        memory.runOut(listening.id());

        assertThat(ended).containsExactly(idle.id());
        assertThat(sessions.find(idle.id(), "ada", "")).isNull();
        assertThat(sessions.find(listening.id(), "ada", "")).isNotNull();
    }

    @Test
    void anotherProcessKnowsWhatWasAgreedOn() {
        var asked = Json.object();
        asked.putObject("elicitation");
        FrontSession session = open(
                "ada",
                "api",
                Revision.of("2025-03-26").orElseThrow(),
                asked,
                Json.object().put("name", "hers"));
        assertThat(session.isRead("one")).isTrue();
        session.enter("one");
        session.talk().setLevel("warning");
        assertThat(session.talk().subscribe("coordinator://one/file:///a")).isTrue();

        FrontSession again = Objects.requireNonNull(begun().find(session.id(), "ada", "api"));

        assertThat(again.revision().id()).isEqualTo("2025-03-26");
        assertThat(again.servers()).containsExactly("one");
        assertThat(again.isRead("one")).isTrue();
        assertThat(again.talk().isAskable()).isTrue();
        assertThat(again.talk().asker()).isEqualTo(session.talk().asker());
        assertThat(again.talk().uris()).containsExactly("coordinator://one/file:///a");
    }
}

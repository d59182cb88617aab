package org.mcpcoordinator.web.gateway.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.TestingMemory;
import org.mcpcoordinator.web.gateway.kept.SessionBook;

class TaskBookTest {
    private static final Instant BEGIN = Instant.parse("2026-08-01T00:00:00Z");

    private Instant now = BEGIN;
    private final TestingMemory memory = new TestingMemory();
    private final SessionBook sessions = book();
    private final TaskBook book = new TaskBook(sessions, clock());

    private SessionBook book() {
        return new SessionBook(
                memory, Duration.ofHours(1), () -> Duration.between(BEGIN, now).toNanos());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static ObjectNode heard(String id, String status) {
        return Json.object().put("taskId", id).put("status", status);
    }

    private List<String> ids(String owner) {
        return book.of(owner, any -> true).stream().map(Task::id).toList();
    }

    @Test
    void nobodyTakesATaskOverByBeingToldOfIt() {
        book.made("ada", "s", 1, "t", heard("1", "working"));
        book.told("bob", "s", heard("1", "failed"));

        assertThat(book.find("bob", "s", "1")).isNull();
        assertThat(ids("bob")).isEmpty();
        Task hers = book.find("ada", "s", "1");
        assertThat(hers == null ? "" : hers.said().path("status").asText()).isEqualTo("working");
        assertThat(hers == null ? 0 : hers.copy()).isEqualTo(1);
        assertThat(book.find("ada", "other", "1")).isNull();
    }

    @Test
    void whatAServerNamesTwiceIsNobodysForItMayBeEithersTask() {
        book.made("ada", "s", 0, "t", heard("1", "completed"));
        book.made("bob", "s", 0, "t", heard("1", "working"));

        assertThat(book.find("ada", "s", "1")).isNull();
        assertThat(book.find("bob", "s", "1")).isNull();
        assertThat(memory.entries).isEmpty();
    }

    @Test
    void whoAsksEverySecondHasItWrittenWhenItIsNewsOnly() {
        ObjectNode said = heard("1", "working").put("ttl", 60_000).put("lastUpdatedAt", BEGIN.toString());
        book.made("ada", "s", 0, "t", said);
        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(1);
            book.told("ada", "s", said);
        }
        assertThat(memory.writes).hasValue(1);
        now = now.plusSeconds(10);
        book.told("ada", "s", said);
        assertThat(memory.writes).as("else it would end though it is asked for").hasValue(2);
        book.told("ada", "s", said.deepCopy().put("status", "completed"));
        assertThat(memory.writes).hasValue(3);
    }

    @Test
    void aTaskIsForgottenWhenItsServerNoLongerKeepsIt() {
        book.made("ada", "s", 0, "t", heard("1", "working").put("ttlMs", 60_000));
        book.made("ada", "s", 0, "t", heard("2", "working").put("ttl", Long.MAX_VALUE));
        now = now.plusSeconds(59);
        assertThat(ids("ada")).containsExactly("1", "2");

        now = now.plusSeconds(1);
        assertThat(ids("ada")).containsExactly("2");
        assertThat(memory.entries).hasSize(1);

        now = BEGIN.plus(Task.LONGEST);
        assertThat(book.find("ada", "s", "2")).isNull();
        assertThat(memory.entries).isEmpty();
    }

    @Test
    void whoHasTooManyLosesTheOneThatEndsFirst() {
        for (int i = 0; i < TaskBook.MOST_EACH; i++) {
            book.made("ada", "s", 0, "t", heard("id-" + i, "working").put("ttl", i == 7 ? 1_000 : 60_000));
        }
        book.made("bob", "s", 0, "t", heard("his", "working").put("ttl", 10));
        book.made("ada", "s", 0, "t", heard("new", "working").put("ttl", 60_000));

        assertThat(ids("ada")).hasSize(TaskBook.MOST_EACH).contains("new").doesNotContain("id-7");
        assertThat(ids("bob")).containsExactly("his");
    }

    @Test
    void whatIsTooLongToBeAnIdIsNobodys() {
        book.made("ada", "s", 0, "t", heard("x".repeat(TaskBook.LONGEST_ID + 1), "working"));
        book.made("ada", "s", 0, "t", Json.object().put("taskId", "1"));
        assertThat(ids("ada")).isEmpty();
    }

    @Test
    void tasksAreKnownAfterTheProcessAndEndWithWhoseTheyAre() {
        book.made("ada", "s", 0, "t", heard("1", "working").put("statusMessage", "on it"));
        SessionBook later = book();
        TaskBook again = new TaskBook(later, clock());
        later.open();

        assertThat(again.of("ada", any -> true)).isEqualTo(book.of("ada", any -> true));
        assertThat(again.find("bob", "s", "1")).isNull();
        later.endAll("ada");
        assertThat(again.of("ada", any -> true)).isEmpty();
    }

    @Test
    void aTaskIsKeptAsLongAsItsServerSaysThoughNobodyAsks() {
        sessions.open();
        book.made(
                "ada",
                "s",
                0,
                "t",
                heard("1", "working").put("ttl", Duration.ofHours(3).toMillis()));
        now = now.plus(Duration.ofHours(2));
        memory.runOut("task:s/1");
        assertThat(ids("ada")).containsExactly("1");

        now = now.plus(Duration.ofHours(2));
        memory.runOut("task:s/1");
        assertThat(memory.entries).isEmpty();
        assertThat(ids("ada")).isEmpty();
    }
}

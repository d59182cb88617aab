package org.mcpcoordinator.web.gateway.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.TestingMemory;

class SessionBookTest {
    private static final Duration IDLE = Duration.ofMinutes(60);

    private final AtomicLong now = new AtomicLong();
    private final TestingMemory memory = new TestingMemory();
    private final List<String> ended = new ArrayList<>();
    private final Set<String> busy = new HashSet<>();
    private final SessionBook book = new SessionBook(memory, IDLE, now::get);
    private final SessionBook.Shelf<String> shelf = book.of(new Named());

    SessionBookTest() {
        book.open();
    }

    /** Sessions that are nothing but what is said in them. */
    private final class Named implements SessionKind<String> {
        @Override
        public String name() {
            return "named";
        }

        @Override
        public ObjectNode written(String session) {
            return Json.object().put("said", session);
        }

        @Override
        public String read(String key, String owner, ObjectNode kept) {
            return kept.path("said").asText();
        }

        @Override
        public boolean isBusy(String key, String session) {
            return busy.contains(session);
        }

        @Override
        public void ended(String key, String session) {
            ended.add(key);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aSessionIsItsOwnersAndNobodyLearnsThatThereIsOne() {
        shelf.keep("s", "ada", "hers");

        assertThat(shelf.find("s", "ada")).isEqualTo("hers");
        assertThat(shelf.find("s", "eve")).isNull();
        assertThat(shelf.find("t", "eve")).isNull();
    }

    @Test
    void callsWriteNothingUntilAQuarterOfItsTimeIsOver() {
        shelf.keep("s", "ada", "hers");
        for (int call = 0; call < 1_000; call++) {
            pass(Duration.ofMillis(900));
            assertThat(shelf.find("s", "ada")).isNotNull();
        }
        assertThat(memory.writes).hasValue(1);

        pass(Duration.ofSeconds(2));
        assertThat(shelf.find("s", "ada")).isNotNull();

        assertThat(memory.writes).hasValue(2);
        assertThat(memory.lifespans).containsEntry("s", IDLE);
    }

    @Test
    void whatNobodyUsesEndsAndWhatSomebodyHasUsedSinceItWasWrittenGoesOn() {
        shelf.keep("idle", "ada", "idle");
        shelf.keep("used", "ada", "used");
        shelf.keep("heard", "ada", "heard");
        busy.add("heard");
        pass(Duration.ofMinutes(10));
        assertThat(shelf.find("used", "ada")).isNotNull();
        pass(Duration.ofMinutes(50));

        List.of("idle", "used", "heard").forEach(memory::runOut);

        assertThat(ended).containsExactly("idle");
        assertThat(memory.lifespans)
                .containsEntry("used", Duration.ofMinutes(10))
                .containsEntry("heard", IDLE);
        pass(Duration.ofMinutes(10));
        memory.runOut("used");
        assertThat(ended).containsExactly("idle", "used");
        assertThat(shelf.find("used", "ada")).isNull();
    }

    @Test
    void whoOpensWithoutEndLosesTheOneUsedLongestAgoAndNobodyElseDoes() {
        shelf.keep("bobs", "bob", "");
        for (int i = 0; i < SessionBook.MOST_EACH; i++) {
            pass(Duration.ofMillis(1));
            shelf.keep("s" + i, "ada", "");
        }
        pass(Duration.ofMillis(1));
        assertThat(shelf.find("s0", "ada")).isNotNull();

        pass(Duration.ofMillis(1));
        shelf.keep("one more", "ada", "");

        assertThat(ended).containsExactly("s1");
        assertThat(memory.entries).doesNotContainKey("s1").hasSize(SessionBook.MOST_EACH + 1);
        assertThat(book.size()).isEqualTo(SessionBook.MOST_EACH + 1);
    }

    @Test
    void whatTheySayIsWeighed() {
        for (int i = 0; i < SessionBook.MOST_EACH; i++) {
            shelf.keep("light" + i, "ada", "");
        }
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofMillis(1));
            shelf.keep("heavy" + i, "ada", "x".repeat(16 << 10));
        }

        long kept = memory.entries.values().stream()
                .mapToLong(value -> value.length)
                .sum();
        assertThat(kept).isLessThanOrEqualTo(SessionBook.HEAVIEST_EACH);
        assertThat(shelf.find("heavy999", "ada")).isNotNull();
    }

    @Test
    void whatIsPushedOutHasEndedHoweverLatelyItWasUsed() {
        shelf.keep("s", "ada", "");

        memory.pushOut("s");

        assertThat(ended).containsExactly("s");
        assertThat(shelf.find("s", "ada")).isNull();
    }

    @Test
    void anotherProcessGoesOnWithWhatThereIs() {
        shelf.keep("s", "ada", "hers");
        book.close();
        assertThat(memory.ears()).isZero();

        SessionBook next = new SessionBook(memory, IDLE, now::get);
        SessionBook.Shelf<String> same = next.of(new Named());
        next.open();

        assertThat(same.find("s", "ada")).isEqualTo("hers");
        assertThat(same.find("s", "eve")).isNull();
        next.endAll("ada");
        assertThat(ended).containsExactly("s");
        assertThat(memory.entries).isEmpty();
        assertThat(next.owners()).isEmpty();
    }

    @Test
    void whoMayNotComeInAnyMoreLosesAll() {
        shelf.keep("a", "ada", "");
        shelf.keep("b", "ada", "");
        shelf.keep("c", "bob", "");

        book.endAll("ada");

        assertThat(ended).containsExactlyInAnyOrder("a", "b");
        assertThat(memory.entries).containsOnlyKeys("c");
        assertThat(book.owners()).containsExactly("bob");
    }

    @Test
    void idsCannotBeGuessed() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(SessionIds.next("x-"));
        }

        assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("x-[A-Za-z0-9_-]{32}"));
    }
}

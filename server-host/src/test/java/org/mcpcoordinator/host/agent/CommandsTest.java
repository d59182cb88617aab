package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders to run programs: what is started, what takes whose place, and what is refused. */
class CommandsTest {
    private static final String BOOT = "this-boot";

    private TestingHost host;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void anOrderStartsAProgramThatAnswersAndIsWrittenDown() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();

        assertThat(caller.apply(3, true, TestingHost.program("alpha", 1, port))
                        .path("ok")
                        .asBoolean())
                .isTrue();

        JsonNode status = caller.awaitState("alpha", State.RUNNING);
        assertThat(status.path("attempt").asInt()).isEqualTo(1);
        TestingHost.awaitAnswer(port);
        assertThat(host.starts()).singleElement().satisfies(start -> {
            assertThat(start.pid()).isEqualTo(status.path("pid").asLong());
            assertThat(start.cause()).isEqualTo("rollout 1");
            assertThat(start.epoch()).isEqualTo(3);
        });
    }

    @Test
    void theSameOrderTwiceIsOneProcess() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode order = TestingHost.program("alpha", 1, TestingHost.freePort());
        caller.apply(1, true, order);
        caller.apply(1, false, order);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(2, true, order);

        assertThat(caller.awaitState("alpha", State.RUNNING).path("pid").asLong())
                .isEqualTo(pid);
        assertThat(host.starts()).hasSize(1);
    }

    @Test
    void anOlderEpochIsRefusedAsAWhole() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(7, true);

        ObjectNode answer = caller.apply(6, true, TestingHost.program("alpha", 1, TestingHost.freePort()));

        assertThat(answer.path("code").asText()).isEqualTo("STALE_EPOCH");
        assertThat(caller.ask("watch").path("items")).isEmpty();
    }

    @Test
    void anOlderGenerationIsRefusedAndTheNewerOneStays() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 2, TestingHost.freePort()));
        caller.awaitState("alpha", State.RUNNING);

        ObjectNode answer = caller.apply(1, false, TestingHost.program("alpha", 1, TestingHost.freePort()));

        assertThat(answer.path("refused").path(0).path("code").asText()).isEqualTo("OLDER_GENERATION");
        assertThat(host.starts()).hasSize(1);
    }

    @Test
    void aNewGenerationAndAnAskedForRestartEndTheOldProcessFirst() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        long first = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(1, false, TestingHost.program("alpha", 2, port).put("cause", "rollout 2"));
        caller.await("alpha", "in generation 2", status -> running(status, 2, 0));
        caller.apply(
                1,
                false,
                TestingHost.program("alpha", 2, port).put("restarts", 1).put("cause", "operator"));
        caller.await("alpha", "restarted", status -> running(status, 2, 1));

        TestingHost.awaitAnswer(port);
        assertThat(ProcessTable.stat(first).filter(ProcessTable.Stat::living)).isEmpty();
        assertThat(host.starts()).extracting(Start::attempt).containsExactly(1, 1, 2);
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "rollout 2", "operator");
    }

    @Test
    void theNextGenerationStartsOnTheOtherSideWhileTheLastOneServes() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        int from = TestingHost.freePort();
        ObjectNode last = TestingHost.program("alpha", 1, from);
        caller.apply(1, true, last);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        int to = TestingHost.freePort();
        ObjectNode next = TestingHost.program("alpha", 2, to).put("side", 1);

        caller.apply(1, false, next);
        caller.apply(1, false, next);
        JsonNode status = caller.await(new ServerKey("alpha", 0, 1), "in generation 2", each -> running(each, 2, 0));
        TestingHost.awaitAnswer(to);
        TestingHost.awaitAnswer(from);

        // Another agent finds both again, each on its side.
        first.close();
        host.agent(BOOT);
        TestingCaller later = host.caller();
        assertThat(later.statuses().get(new ServerKey("alpha", 0)).path("pid").asLong())
                .isEqualTo(pid);
        assertThat(later.statuses().get(new ServerKey("alpha", 0, 1)).path("pid"))
                .isEqualTo(status.path("pid"));
        later.apply(1, false, TestingHost.order("alpha", 1, from).put("run", false));
        later.awaitState("alpha", State.STOPPED);
        TestingHost.awaitAnswer(to);
        assertThat(host.starts()).extracting(Start::generation).containsExactly(1L, 2L);
        assertThat(host.starts()).extracting(Start::side).containsExactly(0, 1);
    }

    @Test
    void aServerThatIsNoLongerWishedIsStoppedEvenIfItIsStubborn() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port, "${host}", "stubborn"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        TestingHost.awaitAnswer(port);

        caller.apply(1, false, TestingHost.order("alpha", 1, port).put("run", false));

        caller.awaitState("alpha", State.STOPPED);
        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isEmpty();
    }

    @Test
    void aFullSetStopsWhatItDoesNotMention() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        caller.awaitState("alpha", State.RUNNING);

        caller.apply(1, true);

        caller.awaitState("alpha", State.STOPPED);
        TestingCaller.until(Duration.ofSeconds(5), "alpha to be forgotten", () -> {
            try {
                return caller.ask("watch").path("items").isEmpty();
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
    }

    @Test
    void whatIsEvidenceIsTakenNoteOfUnlessItIsNoList() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode spare = Json.object().put("op", "spare");

        assertThat(caller.ask(spare.deepCopy()).path("code").asText()).isEqualTo("BAD_REQUEST");
        spare.putArray("servers").addObject().put("server", "alpha").put("replica", 0);
        assertThat(caller.ask(spare).path("ok").asBoolean()).isTrue();
    }

    @Test
    void nonsenseIsAnsweredWithASentenceAndTheConnectionStays() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        assertThat(caller.ask("dance").path("code").asText()).isEqualTo("UNKNOWN_OP");
        assertThat(caller.apply(1, false, Json.object().put("server", "../etc"))
                        .path("code")
                        .asText())
                .isEqualTo("BAD_REQUEST");
        assertThat(caller.ask("hello").path("agent").path("bootId").asText()).isEqualTo(BOOT);
    }

    private java.time.Instant at(int index) throws Exception {
        return java.time.Instant.parse(host.starts().get(index).time());
    }

    private static boolean running(JsonNode status, long generation, int restarts) {
        return status.path("state").asText().equals("RUNNING")
                && status.path("generation").asLong() == generation
                && status.path("restarts").asInt() == restarts;
    }
}

package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that end by themselves. */
class RetriesTest {
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
    void aProgramThatEndsAtOnceIsRestartedTwiceAndThenToBeReplaced() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort(), "${host}", "crash"));

        JsonNode first = caller.await("alpha", "after its end", RetriesTest::waits);
        assertThat(first.path("exitCode").asInt()).as(first.toString()).isEqualTo(7);
        assertThat(first.path("replace").asBoolean()).isFalse();
        assertThat(first.path("dueAt").asLong()).isPositive();
        JsonNode third = caller.await(
                "alpha",
                "after three ends",
                each -> waits(each) && each.path("replace").asBoolean());

        // The pause before a replacement may be next to none, so more than three may have ended by now.
        JsonNode counts = third.path("retry");
        assertThat(counts.path("restarts").asInt()).isEqualTo(2);
        assertThat(counts.path("replaces").asInt()).isPositive();
        assertThat(third.path("attempt").asInt())
                .isEqualTo(2 + counts.path("replaces").asInt());
        assertThat(host.starts()).extracting(Start::cause).startsWith("rollout 1", "crash", "crash");
        assertThat(Duration.between(at(0), at(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.between(at(1), at(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aReplacementStartsOnItsPortWhenItsTimeHasComeAndGoesOnCounting() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort(), "${host}", "crash"));
        caller.await("alpha", "to be replaced", each -> each.path("replace").asBoolean());
        int port = TestingHost.freePort();
        java.time.Instant due = java.time.Instant.now().plusSeconds(2);
        ObjectNode order = TestingHost.program("alpha", 1, port, "${host}", "crash")
                .put("restarts", 1)
                .put("cause", "replacement")
                .put("notBefore", due.toEpochMilli());
        order.putObject("retry").put("restarts", 2).put("replaces", 5).put("since", due.toEpochMilli());

        caller.apply(1, false, order);
        first.close();
        host.agent(BOOT);
        TestingCaller later = host.caller();
        later.await(
                "alpha",
                "tried again",
                each -> waits(each) && each.path("exitCode").isInt());

        Start last = host.starts().get(host.starts().size() - 1);
        assertThat(java.time.Instant.parse(last.time())).isAfterOrEqualTo(due);
        assertThat(last.restarts()).isEqualTo(1);
        assertThat(later.await("alpha", "counted", RetriesTest::waits)
                        .path("retry")
                        .path("replaces")
                        .asInt())
                .isEqualTo(6);
    }

    @Test
    void aProgramThatServedIsBackAtOnceTheFirstTime() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        TestingHost.awaitAnswer(port);
        // The watch over sockets has looked at it by the time this one has been found.
        caller.apply(1, false, TestingHost.program("beta", 1, TestingHost.freePort(), "0.0.0.0", "stay"));
        caller.awaitState("beta", State.FAILED);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        caller.await(
                "alpha",
                "again",
                each -> each.path("attempt").asInt() == 2 && each.path("pid").asLong() != pid);

        assertThat(Duration.between(at(0), at(2))).isLessThan(Duration.ofSeconds(20));
        assertThat(host.starts().get(2).cause()).isEqualTo("crash");
    }

    private java.time.Instant at(int index) throws Exception {
        return java.time.Instant.parse(host.starts().get(index).time());
    }

    private static boolean waits(JsonNode status) {
        return status.path("state").asText().equals("BACKOFF")
                && status.path("dueAt").asLong() > 0;
    }
}

package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is gone is cleaned up beside all else. Criterion D19. */
class CleaningTest {
    private static final String BOOT = "this-boot";

    /** The cleaner waits here, as if the disk did. */
    private final CompletableFuture<Integer> disk = new CompletableFuture<>();

    private final CompletableFuture<Boolean> cleans = new CompletableFuture<>();
    private TestingHost host;
    private Path logs;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        logs = Files.createDirectories(host.settings(BOOT).serverLogs());
        for (int i = 0; i < 500; i++) {
            Files.writeString(logs.resolve(new ServerKey("gone-" + i, 0).copy() + ".log"), "a line");
        }
    }

    @AfterEach
    void close() throws Exception {
        disk.complete(0);
        host.close();
    }

    @Test
    void aServerStartsAndFollowsItselfWhileFiveHundredLeavingsWaitForTheDisk() throws Exception {
        Agent agent = host.agent(BOOT, () -> {
            cleans.complete(true);
            return disk.join();
        });
        TestingCaller caller = host.caller();
        agent.clean();
        assertThat(cleans.get(20, TimeUnit.SECONDS)).isTrue();

        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        caller.awaitState("alpha", State.RUNNING);
        caller.apply(1, false, TestingHost.program("alpha", 2, port));
        JsonNode second = caller.await(
                "alpha",
                "in generation 2",
                status -> status.path("generation").asLong() == 2
                        && status.path("state").asText().equals(State.RUNNING.name()));

        assertThat(second.path("pid").asLong()).isPositive();
        assertThat(left()).as("nothing has gone meanwhile").hasSize(501);
        disk.complete(10);
        agent.spare(Set.of());
        agent.clean();
        TestingCaller.until(
                Duration.ofSeconds(20), "fifty stay, and the server's own", () -> left().size() == Cleaner.KEPT + 1);
        assertThat(left()).contains("alpha-0.log");
    }

    private List<String> left() {
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

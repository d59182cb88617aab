package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.sample.SampleFleet;

/** A thousand separate processes, each a tiny C program: rolled out, watched, killed, taken over. */
@Tag("endurance")
class ThousandProcessesIT {
    /** How long coordinator and database are away. */
    private static final Duration AWAY = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(ThousandProcessesIT.class);

    /** What a process that does next to nothing may take under the agent's care. */
    private static final long MOST_KILOBYTES = 8 * 1024;

    private static final List<String> CATEGORIES = SampleFleet.categories();

    @Test
    void aThousandProcessesAreRolledOutWatchedKilledAndTakenOver() throws Exception {
        Path program = TinyProgram.compile();
        try (RunningProduct product = RunningProduct.start("thousand", "--empty")) {
            Path file = product.data().resolve("thousand.json");
            Files.writeString(file, fleetFile(program));
            Commands.Outcome applied = product.coordinator("apply", file.toString(), "--profile", "quick", "--watch");
            assertThat(applied.exitCode()).as(applied.output()).isZero();

            Map<String, Long> pids = Processes.ofServers(product);
            assertThat(new HashSet<>(pids.values())).hasSize(1000).doesNotContain(0L);

            long most =
                    pids.values().stream().mapToLong(Processes::kilobytes).max().orElseThrow();
            LOG.infof("the largest of 1,000 processes has %d kB (PSS)", most);
            assertThat(most).isBetween(1L, MOST_KILOBYTES);

            AgentSocket agent = new AgentSocket(product);
            assertThat(agent.starts()).hasSize(1000);
            Processes.kill(Processes.wildFly(product));
            Commands.Outcome up = product.coordinator("up", "--empty");
            assertThat(up.exitCode()).as(up.output()).isZero();
            awaitThousandHealthy(product);
            assertThat(Processes.ofServers(product)).isEqualTo(pids);

            Processes.kill(Processes.wildFly(product));
            Postgres.of(product).kill();
            Instant back = Instant.now().plus(AWAY);
            Await.until(
                    "they have been away for long",
                    AWAY.plusMinutes(1),
                    () -> Instant.now().isAfter(back));
            Commands.Outcome upAgain = product.coordinator("up", "--empty");
            assertThat(upAgain.exitCode()).as(upAgain.output()).isZero();
            Await.until(
                    "1,000 servers are taken over",
                    Duration.ofMinutes(1),
                    () -> product.get("fleet").path("states").path("HEALTHY").asInt() == 1000);
            assertThat(Processes.ofServers(product)).isEqualTo(pids);
            assertThat(agent.starts()).hasSize(1000);

            long old = agent.pid();
            Processes.kill(old);
            Await.until("another agent answers", Duration.ofMinutes(1), () -> agent.pid() != old);
            awaitThousandHealthy(product);
            assertThat(Processes.ofServers(product)).isEqualTo(pids);
            assertThat(agent.starts()).hasSize(1000);

            pids.values().stream().limit(50).forEach(Processes::kill);
            Await.until(
                    "all were started again",
                    Duration.ofMinutes(2),
                    () -> new HashSet<>(Processes.ofServers(product).values())
                                    .stream()
                                            .filter(pid -> ProcessHandle.of(pid).isPresent())
                                            .count()
                            == 1000);
            awaitThousandHealthy(product);
            assertThat(agent.starts()).hasSize(1050);
        }
    }

    private static void awaitThousandHealthy(RunningProduct product) {
        Await.until(
                "1,000 servers are HEALTHY",
                Duration.ofMinutes(2),
                () -> product.get("fleet").path("states").path("HEALTHY").asInt() == 1000);
    }

    private static String fleetFile(Path program) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "thousand");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < 1000; i++) {
            servers.addObject()
                    .put("name", "tiny-" + i)
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                    .put("command", program.toString())
                    .putArray("args")
                    .add("${port}");
        }
        return file.toString();
    }
}

package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.cli.sample.SampleFleet;

/**
 * Servers that are called, sleep and are called again leave nothing behind: no process, no zombie, no open file. Starts, stops
 * and crashes of the agent alone are counted by its own test of cycles. The figures are left in {@code target/wake-cycles.txt}.
 */
class WakeCyclesIT {
    private static final int CYCLES = Integer.getInteger("coordinator.cycles", 10_000);
    private static final int CALLERS = 32;
    private static final List<String> CATEGORIES = SampleFleet.categories();

    /** Handles that come and go in a JVM while others are at work in it. */
    private static final int RESTLESS = 16;

    @Test
    @ExtendWith(RunningProduct.Provider.class)
    void fiftyCyclesOfCallAndSleepLeaveNothingBehind(RunningProduct product) throws Exception {
        new Sleepers(product, 25).cycles(2);
    }

    @Test
    @Tag("endurance")
    void tenThousandCyclesOfCallAndSleepLeaveNothingBehind() throws Exception {
        Requirement.program("cc");
        int servers = Math.min(500, CYCLES);
        try (RunningProduct product = RunningProduct.start("wake-cycles", "--empty")) {
            new Sleepers(product, servers).cycles(CYCLES / servers);
        }
    }

    /** So many servers on demand, each a process of the tiny program under a name that nobody else uses. */
    private static final class Sleepers {
        private final RunningProduct product;
        private final int servers;
        private final Path program;
        private final AgentSocket agent;

        Sleepers(RunningProduct product, int servers) throws Exception {
            this.product = product;
            this.servers = servers;
            this.agent = new AgentSocket(product);
            this.program = Files.copy(
                    TinyProgram.compile(), Files.createTempDirectory("cycles").resolve("cycle-mcp"));
        }

        void cycles(int rounds) throws Exception {
            long startsBefore =
                    starts().values().stream().mapToLong(Long::longValue).sum();
            apply(servers);
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            try {
                awaitSleep();
                Census first = null;
                Instant begun = Instant.now();
                for (int round = 1; round <= rounds; round++) {
                    call(callers, "round " + round);
                    awaitSleep();
                    first = first == null ? Census.of(product, agent) : first;
                }
                long seconds = Duration.between(begun, Instant.now()).toSeconds();
                Census before = first;
                Await.until(
                        "open files and threads are as many as after the first round, " + before,
                        Duration.ofMinutes(1),
                        () -> Census.of(product, agent).isNoMoreThan(before));
                note(rounds, seconds, before);
                assertThat(Census.zombiesOf(agent.pid())).isZero();
                assertThat(starts().values().stream().mapToLong(Long::longValue).sum() - startsBefore)
                        .as("one start by the rollout, one by each call")
                        .isEqualTo((rounds + 1L) * servers);
            } finally {
                callers.shutdownNow();
                apply(0, "--allow-remove", Integer.toString(servers));
            }
            assertThat(processes()).isEmpty();
        }

        private void call(ExecutorService callers, String message) throws Exception {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                HttpRequest call = product.request("mcp/s/cycle-" + i)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2025-06-18")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                                        + "{\"name\":\"echo\",\"arguments\":{\"message\":\"" + message + "\"}}}"))
                        .build();
                answers.add(callers.submit(() -> product.send(call)));
            }
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().body()).contains("\"text\":\"" + message + "\"");
            }
        }

        /** All of them, and nothing is left of their processes. */
        private void awaitSleep() {
            Await.until(
                    "all sleep",
                    Duration.ofMinutes(3),
                    () -> product.get("servers?q=cycle-&state=SLEEPING&size=1")
                                    .path("total")
                                    .asInt()
                            == servers);
            Await.until(
                    "no process is left",
                    Duration.ofSeconds(30),
                    () -> processes().isEmpty());
        }

        /** Living ones, whoever their parent is, and dead ones that nobody has asked for their end. */
        private List<Long> processes() {
            return Census.all()
                    .filter(pid -> Census.text(pid, "cmdline").startsWith(program + "\0")
                            || Census.text(pid, "stat").contains("(cycle-mcp)"))
                    .toList();
        }

        private Map<String, Long> starts() {
            return agent.starts().stream()
                    .map(start -> start.path("server").asText())
                    .filter(server -> server.startsWith("cycle-"))
                    .collect(Collectors.groupingBy(server -> server, Collectors.counting()));
        }

        private void apply(int count, String... more) throws IOException {
            ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "cycles");
            ArrayNode list = file.putArray("servers");
            IntStream.range(0, count)
                    .forEach(i -> list.addObject()
                            .put("name", "cycle-" + i)
                            .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                            .put("command", program.toString())
                            .put("activation", "on-demand")
                            .put("idleSeconds", 5)
                            .putArray("args")
                            .add("${port}"));
            Path path = Files.createTempFile("cycles", ".json");
            Files.writeString(path, file.toString());
            List<String> command = new ArrayList<>(List.of("apply", path.toString(), "--profile", "quick", "--watch"));
            command.addAll(List.of(more));
            Commands.Outcome applied = product.coordinator(command.toArray(String[]::new));
            assertThat(applied.exitCode()).as(applied.output()).isZero();
        }

        private void note(int rounds, long seconds, Census before) throws IOException {
            Files.writeString(
                    RunningProduct.ROOT.resolve("acceptance/target/wake-cycles.txt"),
                    "%d cycles of %d servers in %d s; after the first round %s, at the end %s%n"
                            .formatted(rounds * servers, servers, seconds, before, Census.of(product, agent)),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** What the two JVMs hold open. */
    private record Census(int agentHandles, int agentThreads, int wildFlyHandles) {
        static Census of(RunningProduct product, AgentSocket agent) {
            long pid = agent.pid();
            return new Census(entries(pid, "fd"), entries(pid, "task"), entries(Processes.wildFly(product), "fd"));
        }

        boolean isNoMoreThan(Census before) {
            return agentHandles <= before.agentHandles + RESTLESS
                    && agentThreads <= before.agentThreads + RESTLESS
                    // A connection of the probes and one of the gateway to each server of the sample.
                    && wildFlyHandles <= before.wildFlyHandles + RESTLESS + 2 * RunningProduct.SERVERS;
        }

        static long zombiesOf(long parent) {
            return all().map(pid -> text(pid, "stat"))
                    .filter(stat -> stat.matches("(?s).*\\) Z " + parent + " .*"))
                    .count();
        }

        static Stream<Long> all() {
            return ProcessHandle.allProcesses().map(ProcessHandle::pid);
        }

        /** A file of a process below {@code /proc}; empty if the process is gone. */
        static String text(long pid, String name) {
            try {
                return Files.readString(Path.of("/proc/" + pid + "/" + name));
            } catch (IOException | UncheckedIOException gone) {
                return "";
            }
        }

        private static int entries(long pid, String folder) {
            String[] names = Path.of("/proc/" + pid + "/" + folder).toFile().list();
            return names == null ? 0 : names.length;
        }
    }
}

package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that end, ports that strangers take: found, told, mended. */
@ExtendWith(RunningProduct.Provider.class)
class RepairIT {
    private static final Duration FOUND = Duration.ofSeconds(30);
    private static final Duration HEALED = Duration.ofSeconds(60);

    private RunningProduct product;

    @BeforeEach
    void start(RunningProduct running) {
        product = running;
    }

    @AfterEach
    void takeAway() throws Exception {
        apply(0, "", "--allow-remove", "100");
        Await.until(
                "nothing is left of it",
                Duration.ofMinutes(1),
                () -> product.get("servers?q=repair-&size=1").path("total").asInt() == 0);
    }

    @Test
    void aProgramThatEndsAtOnceIsFailedWithItsExitCode() throws Exception {
        Commands.Outcome applied = apply(1, "/bin/false");

        assertThat(applied.exitCode()).isNotZero();
        JsonNode server = server();
        assertThat(server.path("state").asText()).isEqualTo("FAILED");
        assertThat(server.path("reason").asText()).isEqualTo("EXITED");
        assertThat(server.path("detail").asText()).contains("exit code 1");
    }

    @Test
    void aKilledProcessIsReportedMissingAndBack() throws Exception {
        String program = TinyProgram.compile().toString();
        assertThat(apply(1, program).exitCode()).isZero();
        long pid = server().path("pid").asLong();

        Processes.kill(pid);

        Await.until("it is reported", FOUND, () -> found("MISSING") != null);
        Await.until(
                "it is back",
                HEALED,
                () -> server().path("pid").asLong() != pid
                        && server().path("state").asText().equals("HEALTHY"));
        assertThat(product.coordinator("servers", "--drift").output()).contains("MISSING", "repair-0");
    }

    @Test
    void aStrangerOnItsPortIsReportedAndLeftAloneAndTheServerMoves() throws Exception {
        String program = TinyProgram.compile().toString();
        assertThat(apply(1, program).exitCode()).isZero();
        int port = server().path("port").asInt();
        assertThat(product.post("servers/repair-0/stop", "{}").statusCode()).isEqualTo(200);
        Await.until(
                "it is stopped", HEALED, () -> server().path("state").asText().equals("STOPPED"));

        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(product.post("servers/repair-0/start", "{}").statusCode())
                    .isEqualTo(200);

            Await.until("the stranger is reported", FOUND, () -> found("WRONG_PORT") != null);
            AtomicReference<JsonNode> last = new AtomicReference<>();
            Await.until("it serves on another port", HEALED, () -> {
                last.set(server());
                return last.get().path("state").asText().equals("HEALTHY")
                        && last.get().path("port").asInt() != port;
            });
            assertThat(stranger.isClosed()).isFalse();
            assertThat(stranger.isBound()).isTrue();
        }
    }

    /** Four of a kind, each with another record that is not true any more; and one program that is none of ours. */
    @Test
    void recordsThatAreNotTrueAreReportedAndMended() throws Exception {
        Path program = TinyProgram.compile();
        assertThat(apply(4, program.toString()).exitCode()).isZero();
        JsonNode moved = server("repair-0");
        JsonNode renamed = server("repair-1");
        JsonNode dead = server("repair-2");
        JsonNode forgotten = server("repair-3");
        assertThat(product.post("servers/repair-2/stop", "{}").statusCode()).isEqualTo(200);
        Await.until("it is stopped", HEALED, () -> state("repair-2").equals("STOPPED"));
        Process stranger = new ProcessBuilder(program.toString(), Integer.toString(FreePorts.one())).start();
        try {
            edit("port = port + 50", "repair-0");
            edit("pid = " + stranger.pid(), "repair-1");
            edit("desired = 'RUNNING', state = 'HEALTHY', pid = " + stranger.pid(), "repair-2");
            assertThat(Postgres.change(product, "DELETE FROM instance WHERE server = 'repair-3'"))
                    .isOne();

            Await.until("a record of another port is reported", FOUND, () -> found("WRONG_PORT", "repair-0") != null);
            Await.until("one of another process is reported", FOUND, () -> found("ZOMBIE_RECORD", "repair-1") != null);
            Await.until("one of no process is reported", FOUND, () -> found("ZOMBIE_RECORD", "repair-2") != null);
            Await.until("what nobody wishes is reported", FOUND, () -> found("EXTRA", "repair-3") != null);
            Await.until("the port is corrected", HEALED, () -> same("port", moved));
            assertThat(same("pid", moved)).isTrue();
            Await.until("the process is corrected", HEALED, () -> same("pid", renamed));
            Await.until(
                    "what was not there is there",
                    HEALED,
                    () -> state("repair-2").equals("HEALTHY"));
            assertThat(same("pid", dead)).isFalse();
            assertThat(server("repair-2").path("pid").asLong()).isNotEqualTo(stranger.pid());
            long extra = forgotten.path("pid").asLong();
            Await.until(
                    "what nobody wishes has ended",
                    HEALED,
                    () -> ProcessHandle.of(extra).isEmpty());
            Await.until(
                    "nothing differs any more",
                    HEALED,
                    () -> product.get("drift").path("items").findValues("healedAt").stream()
                            .noneMatch(JsonNode::isNull));
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** As after the database was put back from a copy: what the agent runs is later than what is wished. */
    @Test
    void aVersionThatIsLaterThanTheOneWishedIsReportedAndMended() throws Exception {
        assertThat(apply(1, TinyProgram.compile().toString()).exitCode()).isZero();
        long pid = server().path("pid").asLong();

        new AgentSocket(product).tellLater("repair-0", 3);

        Await.until("it is reported", FOUND, () -> found("WRONG_VERSION") != null);
        Await.until(
                "what is wished runs",
                HEALED,
                () -> server().path("state").asText().equals("HEALTHY")
                        && server().path("pid").asLong() != pid
                        && product.get("drift").path("items").findValues("healedAt").stream()
                                .noneMatch(JsonNode::isNull));
        assertThat(found("WRONG_VERSION").path("mended").asBoolean()).isTrue();
    }

    private void edit(String change, String server) {
        assertThat(Postgres.change(product, "UPDATE instance SET " + change + " WHERE server = '" + server + "'"))
                .isOne();
    }

    private boolean same(String field, JsonNode before) {
        return server(before.path("name").asText()).path(field).equals(before.path(field));
    }

    private String state(String server) {
        return server(server).path("state").asText();
    }

    private @Nullable JsonNode found(String kind) {
        return found(kind, "repair-0");
    }

    private @Nullable JsonNode found(String kind, String server) {
        for (JsonNode drift : product.get("drift").path("items")) {
            if (drift.path("kind").asText().equals(kind)
                    && drift.path("name").asText().equals(server)) {
                return drift;
            }
        }
        return null;
    }

    private JsonNode server() {
        return server("repair-0");
    }

    private JsonNode server(String name) {
        return product.get("servers?q=" + name + "&size=1").path("items").path(0);
    }

    private Commands.Outcome apply(int servers, String program, String... more) throws Exception {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "repair");
        var list = file.putArray("servers");
        for (int i = 0; i < servers; i++) {
            list.addObject()
                    .put("name", "repair-" + i)
                    .put("category", "iot-hardware")
                    .put("command", program)
                    .putArray("args")
                    .add("${port}");
        }
        Path path = product.data().resolve("repair.json");
        Files.writeString(path, file.toString());
        List<String> arguments =
                new java.util.ArrayList<>(List.of("apply", path.toString(), "--profile", "quick", "--watch"));
        arguments.addAll(List.of(more));
        return product.coordinator(arguments.toArray(String[]::new));
    }
}

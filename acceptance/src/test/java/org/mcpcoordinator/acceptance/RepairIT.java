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

    private @Nullable JsonNode found(String kind) {
        for (JsonNode drift : product.get("drift").path("items")) {
            if (drift.path("kind").asText().equals(kind)
                    && drift.path("name").asText().equals("repair-0")) {
                return drift;
            }
        }
        return null;
    }

    private JsonNode server() {
        return product.get("servers?q=repair-0&size=1").path("items").path(0);
    }

    private Commands.Outcome apply(int servers, String program, String... more) throws Exception {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "repair");
        var list = file.putArray("servers");
        if (servers > 0) {
            list.addObject()
                    .put("name", "repair-0")
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

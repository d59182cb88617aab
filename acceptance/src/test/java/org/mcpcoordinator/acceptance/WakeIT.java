package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that sleep until they are called: built in, and a program that speaks stdio. */
@ExtendWith(RunningProduct.Provider.class)
class WakeIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    private static final String NO_SUCH_TOOL = "{\"name\":\"none\",\"arguments\":{}}";

    private static RunningProduct product;

    @BeforeAll
    static void deployThem(RunningProduct running) throws IOException {
        product = running;
        apply("""
                fleet: sleepers
                defaults:
                  dev-tools: { activation: on-demand, idleSeconds: 5 }
                servers:
                  - name: nap-encode
                    category: dev-tools
                    builtin: devtools
                """ + PipedProgram.definition("nap-piped") + PipedProgram.late("nap-late", 4));
        Await.until("all sleep", SOON, () -> sleeps("nap-encode") && sleeps("nap-piped") && sleeps("nap-late"));
    }

    @AfterAll
    static void takeThemAway() throws IOException {
        if (product != null) {
            apply("fleet: sleepers\nservers: []\n", "--allow-remove", "3");
        }
    }

    @Test
    void manyFirstCallsAtOnceStartOneProcessAndListsStartNone() {
        JsonNode tools = RunningProduct.json(
                product.send(request("nap-encode", "tools/list", "{}")).body());
        assertThat(tools.at("/result/tools")).isNotEmpty();
        assertThat(product.get("servers/nap-encode/tools").path("items")).isNotEmpty();
        assertThat(product.get("servers/nap-encode/offer").path("learntAt").asText())
                .isNotEmpty();
        assertThat(sleeps("nap-encode")).isTrue();

        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> product.send(request(
                    "nap-encode",
                    "tools/call",
                    "{\"name\":\"encode\",\"arguments\":{\"text\":\"hello\",\"form\":\"base64\"}}"))));
        }

        assertThat(calls).allSatisfy(call -> assertThat(call.join().body()).contains("aGVsbG8="));
        assertThat(starts("nap-encode")).containsExactly("rollout", "call");
        Await.until("it sleeps again", SOON, () -> sleeps("nap-encode"));
        assertThat(product.coordinator("servers", "nap-encode").output()).contains("SLEEPING", "IDLE");
    }

    @Test
    void aProgramOfItsOwnIsStartedByACallAndItsRefusalReachesTheCaller() {
        assertThat(product.send(request("nap-piped", "ping", "{}")).statusCode())
                .isEqualTo(200);
        assertThat(starts("nap-piped")).containsExactly("rollout");

        HttpResponse<String> answer = product.send(request("nap-piped", "tools/call", NO_SUCH_TOOL));

        assertThat(answer.body()).contains("-32601");
        assertThat(starts("nap-piped")).containsExactly("rollout", "call");
    }

    /** The call ends with the WildFly that held it; what it asked for does not. */
    @Test
    void aWildFlyThatIsKilledWhileItWakesAServerHasItStartedOnceAllTheSame() {
        CompletableFuture<HttpResponse<String>> cut =
                CompletableFuture.supplyAsync(() -> product.send(request("nap-late", "tools/call", NO_SUCH_TOOL)));
        Await.until("it is being started", SOON, () -> starts("nap-late").equals(List.of("rollout", "call")));
        assertThat(product.get("servers/nap-late").at("/instances/0/state").asText())
                .isEqualTo("STARTING");
        Processes.kill(Processes.wildFly(product));
        assertThat(cut.handle((answer, failure) -> failure).join()).isNotNull();

        Commands.Outcome up = product.coordinator("up");

        assertThat(up.exitCode()).as(up.output()).isZero();
        Await.until("nobody has called it again, so it sleeps", SOON, () -> sleeps("nap-late"));
        assertThat(starts("nap-late")).containsExactly("rollout", "call");
        assertThat(product.send(request("nap-late", "tools/call", NO_SUCH_TOOL)).body())
                .contains("-32601");
        assertThat(starts("nap-late")).containsExactly("rollout", "call", "call");
    }

    private static HttpRequest request(String server, String method, String params) {
        return product.request("mcp/s/" + server)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-06-18")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"))
                .build();
    }

    private static boolean sleeps(String server) {
        return product.get("servers/" + server)
                .at("/instances/0/state")
                .asText()
                .equals("SLEEPING");
    }

    /** Why it was started, each time, without numbers. */
    private static List<String> starts(String server) {
        return new AgentSocket(product)
                .starts().stream()
                        .filter(start -> start.path("server").asText().equals(server))
                        .map(start -> start.path("cause").asText().replaceFirst(" .*", ""))
                        .toList();
    }

    private static void apply(String fleet, String... more) throws IOException {
        Path file = Files.createTempFile("sleepers", ".yaml");
        Files.writeString(file, fleet);
        List<String> command = new ArrayList<>(List.of("apply", file.toString(), "--profile", "quick", "--watch"));
        command.addAll(List.of(more));
        Commands.Outcome applied = product.coordinator(command.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }
}

package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.sample.SampleFleet;

/**
 * The gateway of the assembled product over many calls, before processes of their own: a tenth of them hang, a copy is killed,
 * and callers whose headers say something else than their bodies. What is seen is logged as {@code SEEN}.
 */
@Tag("endurance")
class GatewayLongIT {
    private static final Logger LOG = Logger.getLogger(GatewayLongIT.class);
    private static final int SERVERS = Integer.getInteger("coordinator.servers", 1_000);
    private static final int COPIES = 3;
    private static final int ALONE = SERVERS - COPIES;
    private static final int HUNG = SERVERS / 10;
    private static final int CALLERS = 16;
    private static final int CALLS = 10_000;
    private static final List<String> CATEGORIES = SampleFleet.categories();
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static RunningProduct product;
    private static String token;

    /** What came of some calls. */
    private record Seen(int calls, int good, double p50, double p99, double longest) {
        @Override
        public String toString() {
            return "%d calls, %d good, p50 %.2f, p99 %.2f, longest %.1f ms".formatted(calls, good, p50, p99, longest);
        }
    }

    @BeforeAll
    static void aThousandProcesses() throws Exception {
        Path program = TinyProgram.compile();
        product = RunningProduct.start("gateway-long", "--empty");
        Path file = product.data().resolve("long.json");
        Files.writeString(file, fleetFile(program));
        Commands.Outcome applied = product.coordinator("apply", file.toString(), "--profile", "quick", "--watch");
        assertThat(applied.exitCode()).as(applied.output()).isZero();
        token = RunningProduct.json(product.post("tokens", "{\"name\":\"long\",\"role\":\"viewer\"}")
                        .body())
                .path("token")
                .asText();
        awaitHealthy();
        Await.until(
                "/mcp knows their tools",
                Duration.ofMinutes(3),
                () -> send(modern("mcp", "tools/list", "").build()).body().contains("\"tools\":[{"));
    }

    @AfterAll
    static void stop() {
        if (product != null) {
            product.close();
        }
    }

    private static void awaitHealthy() {
        Await.until(
                "all are HEALTHY",
                Duration.ofMinutes(3),
                () -> product.get("fleet").path("states").path("HEALTHY").asInt() == SERVERS + 1);
    }

    private static String fleetFile(Path program) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "long");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < ALONE; i++) {
            one(servers, program, "tiny-" + i, CATEGORIES.get(i % CATEGORIES.size()));
        }
        one(servers, program, "trio", CATEGORIES.get(0)).put("replicas", COPIES);
        servers.addObject().put("name", "ours").put("category", "dev-tools").put("builtin", "devtools");
        return file.toString();
    }

    private static ObjectNode one(ArrayNode servers, Path program, String name, String category) {
        ObjectNode server =
                servers.addObject().put("name", name).put("category", category).put("command", program.toString());
        server.putArray("args").add("${port}");
        return server;
    }

    /** A tenth of the servers hang, with calls that wait for them; whoever lists the tools of the others does not notice. */
    @Test
    void aTenthOfTheServersHangsAndListsOfToolsComeAsBefore() throws Exception {
        Map<String, Long> pids = Processes.ofServers(product);
        IntFunction<HttpRequest> each =
                number -> modern("mcp/s/tiny-" + (HUNG + number % (ALONE - HUNG)), "tools/list", "")
                        .build();
        IntFunction<HttpRequest> whole =
                number -> modern("mcp", "tools/list", "").build();
        calls(CALLS / 2, each);
        Seen eachBefore = calls(CALLS, each);
        Seen wholeBefore = calls(CALLS, whole);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < HUNG; i++) {
                Processes.signal("STOP", pids.get("tiny-" + i + "#0"));
            }
            for (int i = 0; i < HUNG; i++) {
                waiting.add(CLIENT.sendAsync(
                        modern("mcp/s/tiny-" + i, "tools/list", "").build(), HttpResponse.BodyHandlers.ofString()));
            }
            Seen eachDuring = calls(CALLS, each);
            Seen wholeDuring = calls(CALLS, whole);
            long unanswered = waiting.stream().filter(call -> !call.isDone()).count();
            LOG.infof(
                    "SEEN %d of %d hang, %d calls of them still wait: tools/list of the others %s (before %s);"
                            + " tools/list of all %s (before %s)",
                    HUNG, SERVERS, unanswered, eachDuring, eachBefore, wholeDuring, wholeBefore);
            assertThat(eachDuring.good()).isEqualTo(CALLS);
            assertThat(wholeDuring.good()).isEqualTo(CALLS);
            assertThat(eachDuring.p99()).as("p99 in ms").isLessThan(100);
            assertThat(wholeDuring.p99()).as("p99 in ms").isLessThan(100);
        } finally {
            for (int i = 0; i < HUNG; i++) {
                ProcessHandle.of(pids.get("tiny-" + i + "#0")).ifPresent(left -> Processes.signal("CONT", left.pid()));
            }
        }
        for (CompletableFuture<HttpResponse<String>> call : waiting) {
            assertThat(call.get().statusCode()).isIn(200, 502, 503, 504);
        }
        awaitHealthy();
    }

    /** G3: of calls that only read, 999 of 1,000 are answered in the minute after a copy was killed. */
    @Test
    void aCopyThatIsKilledUnderLoadCostsNextToNoCall() throws Exception {
        Load load = new Load(product);
        long killed = Processes.ofServers(product).get("trio#0");
        Map<String, AtomicInteger> counts = load.paced(
                200,
                CALLERS,
                () -> modern("mcp/s/trio", "tools/list", "").build(),
                answer -> answer.statusCode() == 200 && answer.body().contains("\"result\"")
                        ? "good"
                        : "bad " + answer.statusCode() + " " + answer.body());
        Await.until("it is under load", Duration.ofSeconds(30), () -> sum(counts) >= 1_000);
        int before = sum(counts);
        Processes.kill(killed);
        Await.until("a minute has passed", Duration.ofSeconds(120), () -> sum(counts) >= before + 12_000);
        load.end();
        int bad = sum(counts) - counts.get("good").get();
        LOG.infof("SEEN one of three copies killed under 200 calls a second: %d of %d calls lost", bad, sum(counts));
        assertThat(bad).as(counts.toString()).isLessThanOrEqualTo(12);
        awaitHealthy();
        assertThat(Processes.ofServers(product).get("trio#0")).isNotEqualTo(killed);
    }

    /** G11: a thousand of each; whether headers differ is at one server's address that server's to say, and ours say it. */
    @Test
    void whatHeadersSayCountsAThousandTimes() throws Exception {
        String list = body("tools/list", "");
        for (String path : List.of("mcp", "mcp/s/ours")) {
            Seen differs = calls(
                    1_000,
                    number -> head(path, "tools/call")
                            .POST(HttpRequest.BodyPublishers.ofString(list))
                            .build(),
                    answer -> answer.statusCode() == 400 && answer.body().contains("-32020"));
            LOG.infof("SEEN %s: headers that differ %s", path, differs);
            assertThat(differs.good()).isEqualTo(1_000);
        }
        for (String path : List.of("mcp", "mcp/s/ours", "mcp/s/trio")) {
            Seen stray = calls(
                    1_000,
                    number -> modern(path, "tools/list", "")
                            .header("Mcp-Session-Id", "stray-" + number)
                            .build(),
                    answer -> answer.statusCode() == 200 && answer.body().contains("\"result\""));
            Seen wrong = calls(
                    1_000,
                    number -> (number % 2 == 0
                                    ? head(path, "tools/list").GET()
                                    : head(path, "tools/list").DELETE())
                            .build(),
                    answer -> answer.statusCode() == 405);
            LOG.infof("SEEN %s: stray sessions %s; GET, DELETE %s", path, stray, wrong);
            assertThat(List.of(stray.good(), wrong.good())).containsOnly(1_000);
        }
    }

    private static int sum(Map<String, AtomicInteger> counts) {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private static String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + META + "}}";
    }

    private static HttpRequest.Builder modern(String path, String method, String params) {
        return head(path, method).POST(HttpRequest.BodyPublishers.ofString(body(method, params)));
    }

    private static HttpRequest.Builder head(String path, String method) {
        URI at = product.base().resolve(path);
        return HttpRequest.newBuilder(at)
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        return product.send(request);
    }

    private static Seen calls(int calls, IntFunction<HttpRequest> request) throws Exception {
        return calls(
                calls,
                request,
                answer -> answer.statusCode() == 200 && answer.body().contains("\"result\""));
    }

    /** So many calls by some callers at a time, each sending its next when the last was answered. */
    private static Seen calls(
            int calls, IntFunction<HttpRequest> request, java.util.function.Predicate<HttpResponse<String>> good)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger well = new AtomicInteger();
        long[] nanos = new long[calls];
        Callable<Void> caller = () -> {
            for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = CLIENT.send(request.apply(number), HttpResponse.BodyHandlers.ofString());
                nanos[number] = System.nanoTime() - begun;
                if (good.test(answer)) {
                    well.incrementAndGet();
                }
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                done.add(threads.submit(caller));
            }
            for (Future<Void> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        java.util.Arrays.sort(nanos);
        return new Seen(
                calls, well.get(), nanos[calls / 2] / 1e6, nanos[calls * 99 / 100] / 1e6, nanos[calls - 1] / 1e6);
    }
}

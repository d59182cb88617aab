package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Running servers get another definition while they are called 200 times a second, 80 of them built in, 80 side by side. */
@ExtendWith(RunningProduct.Provider.class)
class UpdateIT {
    private static final Logger LOG = Logger.getLogger(UpdateIT.class);
    private static final int EACH = 20;
    private static final int SINGLES = 3;

    private RunningProduct product;
    private Path program;

    @BeforeEach
    void start(RunningProduct running) throws Exception {
        product = running;
        program = TinyProgram.compile();
    }

    @AfterEach
    void takeAway() throws Exception {
        apply(file("1", 0), "--allow-remove", "100");
        Await.until(
                "nothing is left of it",
                Duration.ofMinutes(1),
                () -> product.get("servers?q=update-&size=1").path("total").asInt() == 0);
    }

    @Test
    void noCallIsLostAndNoServerIsMissingWhileSwapsAndSurgesAreUnderWay() throws Exception {
        apply(file("1", EACH));
        JsonNode before = instances();
        Load load = new Load(product);
        Instant begun = Instant.now();
        Map<String, Map<String, AtomicInteger>> kinds = new TreeMap<>();
        // Who follows itself is called less often than it could be, but each call may wait for its start.
        kinds.put("builtin", calls(load, 80, 2, "update-builtin-", EACH));
        kinds.put("program", calls(load, 80, 2, "update-program-", EACH));
        kinds.put("single", calls(load, 40, 4, "update-single-", SINGLES));
        Load watch = new Load(product);
        Map<String, AtomicInteger> seen = watch.of(
                () -> product.request("api/v1/servers?q=update-&size=500").GET().build(), UpdateIT::fewest);

        apply(file("2", EACH));
        Await.until("the old processes have gone", Duration.ofMinutes(1), () -> alone(instances(), before));
        load.end();
        watch.end();

        LOG.infof(
                "200 calls a second were due for %d ms, answered: %s",
                Duration.between(begun, Instant.now()).toMillis(), kinds);
        assertThat(kinds).allSatisfy((kind, counts) -> {
            int all = counts.values().stream().mapToInt(AtomicInteger::get).sum();
            int good = counts.getOrDefault("200", new AtomicInteger()).get();
            assertThat(good).as(kind + ": " + counts).isPositive();
            assertThat(all - good)
                    .as("bad ones of %d calls, %s: %s", all, kind, counts)
                    .isLessThanOrEqualTo(all / 1000);
        });
        assertThat(seen.keySet())
                .as("fewest HEALTHY: " + seen)
                .allMatch(least -> Integer.parseInt(least) >= EACH * 9 / 10);
        JsonNode after = instances();
        assertThat(after).allMatch(server -> server.path("state").asText().equals("HEALTHY"));
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.get(i).path("generation").asLong())
                    .isEqualTo(before.get(i).path("generation").asLong() + 1);
            boolean program = after.get(i).path("name").asText().startsWith("update-program");
            assertThat(after.get(i).path("pid").asLong()
                            != before.get(i).path("pid").asLong())
                    .as(after.get(i).toString())
                    .isEqualTo(!after.get(i).path("name").asText().startsWith("update-builtin"));
            assertThat(after.get(i).path("port").asInt()
                            != before.get(i).path("port").asInt())
                    .isEqualTo(program);
        }
    }

    @Test
    void aGenerationThatCannotStartLeavesTheOneThatServes() throws Exception {
        apply(file("1", 3));
        long generation = product.get("servers/update-program-0")
                .path("instances")
                .path(0)
                .path("generation")
                .asLong();
        Path broken = product.data().resolve("broken.json");
        Files.writeString(broken, file("1", 3).replace(program.toString(), "/no/such/program"));

        Commands.Outcome applied = product.coordinator("apply", broken.toString(), "--profile", "quick", "--watch");

        assertThat(applied.exitCode()).isNotZero();
        JsonNode surging =
                product.get("servers/update-program-0").path("instances").path(0);
        assertThat(surging.path("state").asText()).isEqualTo("HEALTHY");
        assertThat(surging.path("generation").asLong()).isEqualTo(generation);
        assertThat(surging.path("next").path("state").asText()).isEqualTo("FAILED");
        assertThat(surging.path("next").path("detail").asText()).contains("/no/such/program");
        assertThat(product.send(Discover.at(product.base().resolve("mcp/s/update-program-0"))
                                .header("Authorization", product.adminBasic())
                                .build())
                        .statusCode())
                .isEqualTo(200);
    }

    /** The fewest HEALTHY servers of one kind; those that follow themselves are away for their own restart. */
    private static String fewest(java.net.http.HttpResponse<String> answer) {
        JsonNode items = RunningProduct.json(answer.body()).path("items");
        int builtins = 0;
        int programs = 0;
        for (JsonNode item : items) {
            boolean healthy = item.path("state").asText().equals("HEALTHY");
            builtins += healthy && item.path("name").asText().startsWith("update-builtin") ? 1 : 0;
            programs += healthy && item.path("name").asText().startsWith("update-program") ? 1 : 0;
        }
        return Integer.toString(Math.min(builtins, programs));
    }

    private static boolean alone(JsonNode items, JsonNode before) {
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (item.path("generation").asLong()
                            == before.get(i).path("generation").asLong()
                    || !item.path("next").isMissingNode() && item.path("next").isObject()) {
                return false;
            }
        }
        return true;
    }

    private JsonNode instances() {
        return product.get("servers?q=update-&size=500").path("items");
    }

    private void apply(String file, String... more) throws Exception {
        Path path = product.data().resolve("update.json");
        Files.writeString(path, file);
        List<String> arguments =
                new java.util.ArrayList<>(List.of("apply", path.toString(), "--profile", "quick", "--watch"));
        arguments.addAll(List.of(more));
        Commands.Outcome applied = product.coordinator(arguments.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    /** Calls all servers of a kind in turn, so often a second. */
    private Map<String, AtomicInteger> calls(Load load, int perSecond, int threads, String prefix, int servers) {
        AtomicInteger turn = new AtomicInteger();
        return load.paced(
                perSecond,
                threads,
                () -> Discover.at(product.base().resolve("mcp/s/" + prefix + turn.getAndIncrement() % servers))
                        .header("Authorization", product.adminBasic())
                        .build(),
                answer -> answer.statusCode() + (answer.statusCode() == 200 ? "" : " " + answer.body()));
    }

    private String file(String version, int each) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "update");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < each; i++) {
            servers.addObject()
                    .put("name", "update-builtin-" + i)
                    .put("category", "dev-tools")
                    .put("builtin", "devtools")
                    .putObject("config")
                    .put("title", "version " + version);
            program(servers, "update-program-" + i, "business", version);
            if (i < SINGLES) {
                program(servers, "update-single-" + i, "communication", version).put("surge", 0);
            }
        }
        return file.toString();
    }

    private ObjectNode program(ArrayNode servers, String name, String category, String version) {
        ObjectNode server =
                servers.addObject().put("name", name).put("category", category).put("command", program.toString());
        server.putArray("args").add("${port}");
        server.putObject("env").put("SOME_VERSION", version);
        return server;
    }
}

package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Running servers get another definition while they are called. */
@ExtendWith(RunningProduct.Provider.class)
class UpdateIT {
    private static final int EACH = 20;

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
        AtomicInteger turn = new AtomicInteger();
        List<Map<String, AtomicInteger>> counts = IntStream.range(0, 3)
                .mapToObj(thread -> load.of(
                        () -> Discover.at(product.base().resolve("mcp/s/" + name(turn.getAndIncrement())))
                                .header("Authorization", product.adminBasic())
                                .build(),
                        answer -> answer.statusCode() + (answer.statusCode() == 200 ? "" : " " + answer.body())))
                .toList();
        Load watch = new Load(product);
        Map<String, AtomicInteger> seen = watch.of(
                () -> product.request("api/v1/servers?q=update-&size=500").GET().build(), UpdateIT::fewest);

        apply(file("2", EACH));
        Await.until("the old processes have gone", Duration.ofMinutes(1), () -> alone(instances(), before));
        load.end();
        watch.end();

        int good = counts.stream()
                .mapToInt(each -> each.getOrDefault("200", new AtomicInteger()).get())
                .sum();
        int all = counts.stream()
                .flatMap(each -> each.values().stream())
                .mapToInt(AtomicInteger::get)
                .sum();
        assertThat(all - good).as("of %d calls: %s", all, counts).isLessThanOrEqualTo(all / 1000);
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

    private static String name(int turn) {
        int number = turn / 2 % EACH;
        if (turn % 2 == 0) {
            return "update-builtin-" + number;
        }
        return number < 3 ? "update-single-" + number : "update-program-" + number;
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
            if (i < 3) {
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

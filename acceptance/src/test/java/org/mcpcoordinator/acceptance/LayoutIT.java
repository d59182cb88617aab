package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mcpcoordinator.cli.sample.SampleFleet;

/** Running servers whose ports belong to others by now move while they are called. */
@ExtendWith(RunningProduct.Provider.class)
class LayoutIT {
    private static final List<String> CATEGORIES = SampleFleet.categories();
    /** Ports of a category in layout 2, and in layout 1. */
    private static final int WIDE = 100;

    private static final int NARROW = 50;
    private static final Duration SOON = Duration.ofMinutes(1);

    /** Both ranges are full, but for the port the other one leaves. */
    @Test
    void twoServersThatWantEachOthersPortAreBothHomeWhenTheRolloutEnds(RunningProduct product) throws Exception {
        String program = TinyProgram.compile().toString();
        apply(product, circle(program, "communication", "iot-hardware"));
        try {
            long before = generation(product, "circle-0") + generation(product, "circle-1");
            int left = port(product, "circle-0");
            int right = port(product, "circle-1");
            assertThat(Postgres.change(product, """
                            INSERT INTO port_lease (host, port, server, replica)
                            SELECT i.host, p, i.server, 0 FROM instance i, generate_series(%1$d, %1$d + 299) p
                             WHERE i.server = 'circle-holder' AND p NOT BETWEEN %1$d + 100 AND %1$d + 199
                            ON CONFLICT DO NOTHING""".formatted(product.portBase() + 7 * WIDE)))
                    .isPositive();
            Load load = new Load(product);
            Map<String, AtomicInteger> calls = calls(product, load, List.of("circle-0", "circle-1"));

            apply(product, circle(program, "iot-hardware", "communication"));
            load.end();

            assertThat(calls).containsOnlyKeys("200");
            assertThat(port(product, "circle-0")).isEqualTo(right);
            assertThat(port(product, "circle-1")).isEqualTo(left);
            // One came by the reserve.
            assertThat(generation(product, "circle-0") + generation(product, "circle-1"))
                    .isEqualTo(before + 1 + 2);
        } finally {
            apply(product, "{\"fleet\": \"circle\", \"servers\": []}", "--allow-remove", "100");
            Await.until(
                    "nothing is left of it",
                    SOON,
                    () -> product.get("servers?q=circle-&size=1").path("total").asInt() == 0);
        }
    }

    /** Layout 1 gave 50 ports to each category, so that the ranges of both layouts overlap. */
    @Test
    @Tag("endurance")
    void seventyFiveServersMoveFromLayoutOneToLayoutTwoUnderLoadAndTheFleetGrowsToAThousand() throws Exception {
        String program = TinyProgram.compile().toString();
        try (RunningProduct product = RunningProduct.start("layout", "--empty")) {
            List<ObjectNode> thousand = thousand(program);
            List<ObjectNode> first = thousand.stream()
                    .filter(server -> CATEGORIES.indexOf(server.path("category").asText()) < 4)
                    .limit(75)
                    .toList();
            apply(product, file(first));
            List<String> names = names(first);
            putOnLayoutOne(product, names);
            assertThat(items(product))
                    .filteredOn(item -> !isAtHome(product, item))
                    .hasSizeGreaterThan(50);
            Load load = new Load(product);
            Map<String, AtomicInteger> calls = calls(product, load, names);

            apply(product, file(first));
            load.end();

            assertThat(calls).containsOnlyKeys("200");
            assertThat(items(product)).hasSize(75).allMatch(item -> isAtHome(product, item));
            apply(product, file(thousand));
            List<JsonNode> grown = items(product);
            assertThat(grown).hasSize(1000).allMatch(item -> isAtHome(product, item));
            assertThat(grown).allMatch(item -> item.path("state").asText().equals("HEALTHY"));
            assertThat(grown).extracting(item -> item.path("port").asInt()).doesNotHaveDuplicates();
        }
    }

    /** Stops them, gives them the ports of layout 1, and starts them there. */
    private static void putOnLayoutOne(RunningProduct product, List<String> names) {
        names.forEach(name -> product.post("servers/" + name + "/stop", "{}"));
        awaitAll(product, "STOPPED");
        Postgres.change(product, """
                UPDATE instance i SET port = n.port, endpoint = 'http://127.0.0.1:' || n.port || '/mcp'
                  FROM (SELECT server, %d + %d * (array_position(
                                 ARRAY['database', 'filesystem', 'api', 'ai-ml'], category::text) - 1)
                                 + row_number() OVER (PARTITION BY category ORDER BY server) - 1 AS port
                          FROM instance) n
                 WHERE n.server = i.server""".formatted(product.portBase(), NARROW));
        Postgres.change(product, "DELETE FROM port_lease");
        Postgres.change(
                product,
                "INSERT INTO port_lease (host, port, server, replica) SELECT host, port, server, replica FROM instance");
        names.forEach(name -> product.post("servers/" + name + "/start", "{}"));
        awaitAll(product, "HEALTHY");
    }

    private static void awaitAll(RunningProduct product, String state) {
        Await.until(
                "all are " + state,
                SOON,
                () -> items(product).stream()
                        .allMatch(item -> item.path("state").asText().equals(state)));
    }

    /** Calls one after the other, all the time. */
    private static Map<String, AtomicInteger> calls(RunningProduct product, Load load, List<String> names) {
        AtomicInteger turn = new AtomicInteger();
        return load.of(
                () -> {
                    String name = names.get(turn.getAndIncrement() % names.size());
                    HttpRequest.Builder call = Discover.at(product.base().resolve("mcp/s/" + name));
                    return call.header("Authorization", product.adminBasic()).build();
                },
                answer -> answer.statusCode() + (answer.statusCode() == 200 ? "" : " " + answer.body()));
    }

    private static boolean isAtHome(RunningProduct product, JsonNode item) {
        int first = product.portBase()
                + WIDE * CATEGORIES.indexOf(item.path("category").asText());
        int port = item.path("port").asInt();
        return port >= first && port < first + WIDE;
    }

    private static List<JsonNode> items(RunningProduct product) {
        List<JsonNode> items = new ArrayList<>();
        product.get("servers?size=1000").path("items").forEach(items::add);
        return items;
    }

    private static int port(RunningProduct product, String server) {
        return instance(product, server).path("port").asInt();
    }

    private static long generation(RunningProduct product, String server) {
        return instance(product, server).path("generation").asLong();
    }

    private static JsonNode instance(RunningProduct product, String server) {
        return product.get("servers/" + server).path("instances").path(0);
    }

    private static void apply(RunningProduct product, String file, String... more) throws Exception {
        Path path = product.data().resolve("layout.json");
        Files.writeString(path, file);
        List<String> arguments = new ArrayList<>(List.of("apply", path.toString(), "--profile", "quick", "--watch"));
        arguments.addAll(List.of(more));
        Commands.Outcome applied = product.coordinator(arguments.toArray(String[]::new));
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    /** Two programs of these categories, and one that holds ports for nobody. */
    private static String circle(String program, String one, String other) {
        Map<String, String> categories =
                new TreeMap<>(Map.of("circle-0", one, "circle-1", other, "circle-holder", "business"));
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "circle");
        ArrayNode servers = file.putArray("servers");
        categories.forEach((name, category) -> servers.addObject()
                .put("name", name)
                .put("category", category)
                .put("command", program)
                .putArray("args")
                .add("${port}"));
        return file.toString();
    }

    /** Built-in ones, programs, and programs that must not run twice, in turn; from the 300th on built-in ones only. */
    private static List<ObjectNode> thousand(String program) {
        List<ObjectNode> servers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ObjectNode server = new ObjectMapper()
                    .createObjectNode()
                    .put("name", "move-%04d".formatted(i))
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()));
            if (i % 3 == 0 || i >= 300) {
                server.put("builtin", "devtools").putObject("config").put("title", "server " + i);
            } else {
                server.put("command", program).putArray("args").add("${port}");
                server.put("surge", i % 3 - 1);
            }
            servers.add(server);
        }
        return servers;
    }

    private static String file(List<ObjectNode> servers) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "layout");
        file.putArray("servers").addAll(servers);
        return file.toString();
    }

    private static List<String> names(List<ObjectNode> servers) {
        return servers.stream().map(server -> server.path("name").asText()).toList();
    }
}

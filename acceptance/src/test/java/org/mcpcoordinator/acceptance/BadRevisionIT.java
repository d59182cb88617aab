package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.sample.SampleFleet;

/** A thousand servers get a revision that is bad from the phase of 500 on; nobody but the product brings them back. */
@Tag("endurance")
class BadRevisionIT {
    private static final List<String> CATEGORIES = SampleFleet.categories();

    @Test
    void aThousandServersComeBackByThemselvesAndNineOfTenServeAllTheWhile() throws Exception {
        try (RunningProduct product = RunningProduct.start("bad-revision", "--empty")) {
            assertThat(apply(product, 1).exitCode()).isZero();
            AtomicInteger turn = new AtomicInteger();
            Load load = new Load(product);
            Map<String, AtomicInteger> fewest =
                    load.of(() -> product.request("api/v1/fleet").GET().build(), BadRevisionIT::fewest);
            Map<String, AtomicInteger> calls = load.of(
                    () -> Discover.at(product.base().resolve("mcp/s/thousand-" + turn.getAndIncrement() * 7 % 1000))
                            .header("Authorization", product.adminBasic())
                            .build(),
                    answer -> Integer.toString(answer.statusCode()));

            Commands.Outcome bad = apply(product, 2, "--auto-rollback");
            load.end();

            assertThat(bad.exitCode()).as(bad.output()).isNotZero();
            JsonNode rollout = product.get("rollouts").path("items").path(0);
            assertThat(rollout.path("state").asText()).as(rollout.toString()).isEqualTo("ROLLED_BACK");
            assertThat(product.get("rollouts").path("items"))
                    .as("one rollback at most, and no rollout of its own")
                    .hasSize(2);
            JsonNode events = product.get("rollouts/" + rollout.path("id").asLong() + "/events")
                    .path("items");
            assertThat(events)
                    .as("the gate that did not pass is that of the phase of 500")
                    .filteredOn(event -> event.path("verdict").asText().equals("FAIL"))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(
                                    rollout.at("/phases/" + event.path("phase").asInt() + "/name")
                                            .asText())
                            .isEqualTo("phase 500"));
            assertThat(product.get("fleet").path("states").path("HEALTHY").asInt())
                    .isEqualTo(1000);
            Path good = Files.writeString(product.data().resolve("good.json"), file(1));
            Commands.Outcome nothing = product.coordinator("plan", good.toString());
            assertThat(nothing.exitCode()).as(nothing.output()).isZero();
            assertThat(fewest.keySet())
                    .as("fewest HEALTHY of a category: " + fewest)
                    .allMatch(least -> Integer.parseInt(least) >= 90);
            int all = calls.values().stream().mapToInt(AtomicInteger::get).sum();
            int answered = calls.getOrDefault("200", new AtomicInteger()).get();
            assertThat(all - answered).as("of %d calls: %s", all, calls).isLessThanOrEqualTo(all / 1000);
        }
    }

    private static Commands.Outcome apply(RunningProduct product, int version, String... more) throws Exception {
        Path file = Files.writeString(product.data().resolve("revision.json"), file(version));
        List<String> arguments = new ArrayList<>(List.of("apply", file.toString(), "--profile", "quick", "--watch"));
        arguments.addAll(List.of(more));
        return product.coordinator(arguments.toArray(String[]::new));
    }

    /** In the second version one server of twenty cannot start, from the phase of 500 on. */
    private static String file(int version) {
        ObjectNode file = new ObjectMapper().createObjectNode().put("fleet", "thousand");
        ArrayNode servers = file.putArray("servers");
        for (int i = 0; i < 1000; i++) {
            ObjectNode server = servers.addObject()
                    .put("name", "thousand-" + i)
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()));
            if (version == 2 && i >= 300 && i % 20 == i / 20 % 20) {
                server.put("command", "/no/such/program").putArray("args").add("${port}");
            } else {
                server.put("builtin", "devtools").putObject("config").put("title", "version " + version);
            }
        }
        return file.toString();
    }

    /** The smallest number of HEALTHY servers in a category of a hundred. */
    private static String fewest(HttpResponse<String> answer) {
        int fewest = 100;
        for (JsonNode category : RunningProduct.json(answer.body()).path("categories")) {
            if (category.path("desired").asInt() > 0) {
                fewest =
                        Math.min(fewest, category.path("states").path("HEALTHY").asInt());
            }
        }
        return Integer.toString(fewest);
    }
}

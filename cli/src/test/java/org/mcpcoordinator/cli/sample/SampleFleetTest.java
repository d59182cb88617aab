package org.mcpcoordinator.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFleetTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TYPES = Path.of(
            "..", "ejb-module", "src", "main", "resources", "org", "mcpcoordinator", "catalog", "builtin-types.json");

    @Test
    void aThousandServersAreAHundredOfEachCategory() {
        Map<String, Integer> counts = new TreeMap<>();
        servers(1_000).forEach(server -> counts.merge(server.path("category").asText(), 1, Integer::sum));
        assertThat(counts)
                .hasSize(10)
                .allSatisfy((category, count) -> assertThat(count).isEqualTo(100));
    }

    @Test
    void noTwoServersShareANameOrTypeAndConfiguration() {
        Set<String> names = new HashSet<>();
        Set<String> configurations = new HashSet<>();
        servers(1_000).forEach(server -> {
            assertThat(server.path("name").asText()).matches("[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?");
            names.add(server.path("name").asText());
            configurations.add(server.path("builtin").asText() + server.path("config"));
        });
        assertThat(names).hasSize(1_000);
        assertThat(configurations).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 100, 500, 999})
    void aSmallerFleetIsTheBeginningOfALargerOne(int servers) {
        assertThat(servers(servers)).isEqualTo(servers(1_000).subList(0, servers));
    }

    @Test
    void theFirstTenServersAreOneOfEachCategory() {
        Set<String> categories = new TreeSet<>();
        servers(10).forEach(server -> categories.add(server.path("category").asText()));
        assertThat(categories).hasSize(10);
    }

    @Test
    void eachTypeHasAtLeastEightVariantsWithOtherToolsOrOtherContent() {
        Map<String, Set<String>> variants = new TreeMap<>();
        servers(1_000).forEach(server -> {
            JsonNode config = server.path("config");
            variants.computeIfAbsent(server.path("builtin").asText(), type -> new TreeSet<>())
                    .add(config.path("theme").asText()
                            + config.path("preset").asText()
                            + config.path("tools")
                            + config.path("focus").asText()
                            + config.path("local").asText()
                            + config.path("base").asText());
        });
        assertThat(variants)
                .containsOnlyKeys(
                        "files", "sql", "devtools", "host", "http-api", "git", "mail", "llm", "mqtt", "erpnext");
        assertThat(variants).allSatisfy((type, kinds) -> assertThat(kinds).hasSizeGreaterThanOrEqualTo(8));
    }

    @Test
    void everyCategoryHasATypeOfItsOwn() {
        Map<String, Set<String>> types = new TreeMap<>();
        servers(1_000)
                .forEach(server -> types.computeIfAbsent(server.path("category").asText(), category -> new TreeSet<>())
                        .add(server.path("builtin").asText()));
        assertThat(types.values()).allSatisfy(own -> assertThat(own).hasSize(1)).doesNotHaveDuplicates();
    }

    @Test
    void localSamplesSayThatTheyAreLocal() {
        servers(1_000).forEach(server -> {
            if (Set.of("git", "mail", "llm", "mqtt", "erpnext")
                    .contains(server.path("builtin").asText())) {
                assertThat(server.path("description").asText()).contains("local sample");
            }
        });
    }

    @Test
    void everyConfigurationHoldsOnlyWhatItsTypeKnows() throws IOException {
        JsonNode types = JSON.readTree(TYPES.toFile());
        servers(1_000).forEach(server -> {
            JsonNode known = types.path(server.path("builtin").asText()).path("properties");
            server.path("config").properties().forEach(member -> {
                JsonNode schema = known.path(member.getKey());
                assertThat(schema.isObject()).as(member.getKey()).isTrue();
                JsonNode value = member.getValue();
                if (schema.has("enum")) {
                    assertThat(schema.get("enum")).contains(value);
                }
                if (schema.has("minimum")) {
                    assertThat(value.asInt())
                            .isBetween(
                                    schema.get("minimum").asInt(),
                                    schema.get("maximum").asInt());
                }
                if (schema.has("maxLength")) {
                    assertThat(value.asText().length())
                            .isLessThanOrEqualTo(schema.get("maxLength").asInt());
                }
                value.forEach(item -> {
                    if (schema.path("items").has("enum")) {
                        assertThat(schema.path("items").get("enum")).contains(item);
                    }
                });
            });
        });
    }

    @Test
    void numbersOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> SampleFleet.generate(0)).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> SampleFleet.generate(1_001)).hasMessageContaining("1 to 1000");
    }

    private static List<JsonNode> servers(int servers) {
        try {
            List<JsonNode> list = new ArrayList<>();
            JSON.readTree(SampleFleet.generate(servers)).path("servers").forEach(list::add);
            return list;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

package org.mcpcoordinator.web.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.api.Rights;

/** What is declared of the tools, and that it is kept. */
class FleetToolsTest {
    private static List<OwnTool> tools() {
        return Stream.concat(new Looks().all().stream(), new Acts().all().stream())
                .toList();
    }

    @Test
    void whoMayUseARouteOfTheApiMayUseItsTool() {
        assertThat(tools())
                .allSatisfy(tool -> assertThat(Rights.TABLE.get(tool.route()))
                        .as(tool.name())
                        .isEqualTo(tool.role().id()));
    }

    @Test
    void whatChangesSomethingIsAuditedAndSaysThatItDoes() {
        assertThat(tools()).allSatisfy(tool -> {
            JsonNode hints = tool.declaration().path("annotations");
            assertThat(hints.path("readOnlyHint").asBoolean())
                    .as(tool.name())
                    .isEqualTo(tool.audit().isEmpty());
            assertThat(hints.path("readOnlyHint").asBoolean() || hints.has("destructiveHint"))
                    .as(tool.name())
                    .isTrue();
        });
    }

    @Test
    void everyToolTakesNothingThatIsNotDeclaredAndNothingUnbounded() {
        assertThat(tools()).extracting(OwnTool::name).doesNotHaveDuplicates().hasSize(11);
        assertThat(tools()).allSatisfy(tool -> {
            assertThat(tool.declaration().path("outputSchema").path("type").asText())
                    .isEqualTo("object");
            assertThat(tool.declaration().path("description").asText()).isNotEmpty();
            bounded(tool.name(), tool.declaration().path("inputSchema"));
        });
    }

    /** Definitions of servers are bounded by what reads fleet files. */
    private static void bounded(String place, JsonNode schema) {
        switch (schema.path("type").asText()) {
            case "object" -> {
                assertThat(place.endsWith("/set/*")
                                || !schema.path("additionalProperties").asBoolean(true))
                        .as(place)
                        .isTrue();
                schema.path("properties")
                        .properties()
                        .forEach(each -> bounded(place + "/" + each.getKey(), each.getValue()));
            }
            case "array" -> {
                assertThat(schema.has("maxItems")).as(place).isTrue();
                bounded(place + "/*", schema.path("items"));
            }
            case "string" ->
                assertThat(schema.has("maxLength") || schema.has("enum"))
                        .as(place)
                        .isTrue();
            case "integer" -> assertThat(schema.has("minimum")).as(place).isTrue();
            default -> assertThat(schema.path("type").asText()).as(place).isEqualTo("boolean");
        }
    }

    @Test
    void whatEndsSomethingWeighsMore() {
        assertThat(weight("server_action", "{\"server\":\"s\",\"action\":\"stop\"}"))
                .isEqualTo(Weight.DESTROYS);
        assertThat(weight("server_action", "{\"server\":\"s\",\"action\":\"restart\"}"))
                .isEqualTo(Weight.CHANGES);
        assertThat(weight("rollout_action", "{\"id\":1,\"action\":\"abort\"}")).isEqualTo(Weight.DESTROYS);
        assertThat(weight("rollout_action", "{\"id\":1,\"action\":\"pause\"}")).isEqualTo(Weight.CHANGES);
        assertThat(weight("rollout_start", "{\"planId\":\"p\"}")).isEqualTo(Weight.DESTROYS);
        assertThat(weight("plan", "{\"revision\":1}")).isEqualTo(Weight.LOOKS);
        assertThat(weight("servers", "{}")).isEqualTo(Weight.LOOKS);
    }

    private static Weight weight(String name, String arguments) {
        return tools().stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow()
                .weight()
                .apply(new Arguments((ObjectNode) read(arguments)));
    }

    @Test
    void howMuchIsAskedIsSet() {
        assertThat(Stream.of(Weight.values()).map(Confirm.NEVER::isWanted)).containsExactly(false, false, false);
        assertThat(Stream.of(Weight.values()).map(Confirm.DESTRUCTIVE::isWanted))
                .containsExactly(false, false, true);
        assertThat(Stream.of(Weight.values()).map(Confirm.ALWAYS::isWanted)).containsExactly(false, true, true);
    }

    @Test
    void aChangeLeavesAllOtherServersAsTheyAre() {
        String base = "{\"fleet\":\"f\",\"servers\":[{\"name\":\"a\",\"x\":1},{\"name\":\"b\"},{\"name\":\"c\"}]}";
        String change = "{\"set\":[{\"name\":\"b\",\"y\":2},{\"name\":\"d\"}],\"remove\":[\"c\"]}";
        assertThat(Wanted.changed("f", base, read(change)))
                .isEqualTo(
                        "{\"fleet\":\"f\",\"servers\":[{\"name\":\"a\",\"x\":1},{\"name\":\"b\",\"y\":2},{\"name\":\"d\"}]}");
        assertThatThrownBy(() -> Wanted.changed("f", base, read("{\"remove\":[\"z\"]}")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().name()).isEqualTo("SERVER_NOT_FOUND"));
        assertThatThrownBy(() -> Wanted.changed("f", base, read("{\"set\":[{}]}")))
                .isInstanceOf(ProblemException.class);
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (java.io.IOException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}

package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Any input schema, an empty line, and any arguments: what is repeated in headers is what the call says. */
class MirrorsFuzzTest {
    private static final String ANNOTATION = "x-mcp-header";

    @FuzzTest
    void whatHeadersRepeatIsWhatTheArgumentsSay(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf("\n\n");
        if (end < 0) {
            return;
        }
        JsonNode schema;
        JsonNode arguments;
        try {
            schema = Json.read(text.substring(0, end).getBytes(StandardCharsets.UTF_8));
            arguments = Json.read(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
        } catch (IOException noJson) {
            return;
        }
        Mirrors mirrors = Mirrors.of(schema);
        Map<String, String> headers = mirrors.headers(arguments);
        if (mirrors.isEmpty()) {
            assertThat(headers).isEmpty();
        }
        Set<String> names = new HashSet<>();
        headers.forEach((name, value) -> {
            assertThat(names.add(name.toLowerCase(Locale.ROOT))).as(name).isTrue();
            assertThat(name).startsWith(McpHeaders.PARAM_PREFIX).doesNotContainAnyWhitespaces();
            assertThat(name.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != ':' && c != ','))
                    .as(name)
                    .isTrue();
            assertThat(value.chars().allMatch(c -> c >= 0x20 && c < 0x7F))
                    .as(value)
                    .isTrue();
            String header = name.substring(McpHeaders.PARAM_PREFIX.length());
            List<JsonNode> said = new java.util.ArrayList<>();
            asTheServerReadsIt(schema, arguments, header, said);
            assertThat(said.stream().map(JsonNode::asText).map(Optional::of))
                    .as("%s: %s", name, value)
                    .contains(McpHeaders.decode(value));
            if (!mirrors.isBroken()) {
                assertThat(said).hasSize(1);
            }
        });
    }

    /** Schema and arguments hand in hand, as who has the schema would look whether header and body agree. */
    private static void asTheServerReadsIt(JsonNode schema, JsonNode value, String header, List<JsonNode> said) {
        if (header.equals(schema.path(ANNOTATION).textValue())) {
            said.add(value);
        }
        schema.path("properties")
                .properties()
                .forEach(property ->
                        asTheServerReadsIt(property.getValue(), value.path(property.getKey()), header, said));
    }
}

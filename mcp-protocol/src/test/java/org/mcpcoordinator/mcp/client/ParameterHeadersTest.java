package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.mcp.Json;

class ParameterHeadersTest {
    private final ParameterHeaders headers = new ParameterHeaders();

    private static ObjectNode page(String... schemas) throws IOException {
        ObjectNode page = Json.object();
        for (int i = 0; i < schemas.length; i++) {
            page.withArray("/tools").addObject().put("name", "t" + i).set("inputSchema", Json.read(schemas[i]));
        }
        return page;
    }

    private Map<String, String> call(String arguments) throws IOException {
        ObjectNode call = Json.object().put("name", "t0");
        call.set("arguments", Json.read(arguments));
        return headers.of(call);
    }

    @Test
    void argumentsAreRepeatedWhereTheSchemaSaysSo() throws IOException {
        headers.keep(
                page(
                        "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"Area\"},"
                                + "\"n\": {\"type\": \"integer\", \"x-mcp-header\": \"N\"}, \"plain\": {\"type\": \"string\"},"
                                + "\"in\": {\"type\": \"object\", \"properties\": {\"b\": {\"type\": \"boolean\", \"x-mcp-header\": \"B\"}}}}}"));

        assertThat(call("{\"a\": \" Zürich\", \"n\": 42, \"plain\": \"x\", \"in\": {\"b\": false}}"))
                .containsOnly(
                        Map.entry("Mcp-Param-Area", "=?base64?IFrDvHJpY2g=?="),
                        Map.entry("Mcp-Param-N", "42"),
                        Map.entry("Mcp-Param-B", "false"));
        assertThat(call("{\"a\": null}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"a b\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": 1}}}",
                "{\"properties\": {\"a\": {\"type\": \"number\", \"x-mcp-header\": \"A\"}}}",
                "{\"properties\": {\"a\": {\"x-mcp-header\": \"A\"}}}",
                "{\"x-mcp-header\": \"A\"}",
                "{\"properties\": {\"a\": {\"type\": \"array\", \"items\": {\"type\": \"string\", \"x-mcp-header\": \"A\"}}}}",
                "{\"$defs\": {\"d\": {\"type\": \"string\", \"x-mcp-header\": \"A\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"A\"},"
                        + " \"b\": {\"type\": \"string\", \"x-mcp-header\": \"a\"}}}"
            })
    void aToolThatBreaksTheRulesIsLeftOutAndTheOthersStay(String broken) throws IOException {
        ObjectNode page = page("{\"type\": \"object\"}", broken, "{\"default\": {\"x-mcp-header\": \"value\"}}");

        headers.keep(page);

        assertThat(page.path("tools"))
                .extracting(tool -> tool.path("name").asText())
                .containsExactly("t0", "t2");
    }
}

package org.mcpcoordinator.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static JsonNode listed(String tool, boolean plain) throws IOException {
        Thing thing = Thing.all(Kind.TOOLS, (ArrayNode) json("[" + tool + "]")).get(0);
        Member member = new Member("a", "api", "1", true, "", true, plain, Set.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Item(Kind.TOOLS, "a__" + thing.name(), member, thing).write(out);
        return JSON.readTree(out.toByteArray());
    }

    @Test
    void theToolsPageIsFoundWhereItIsListed() throws IOException {
        String tool =
                "{\"name\":\"t\",\"description\":\"grüß: \\\"resourceUri\\\":\\\"ui://x\\\"\",\"inputSchema\":{\"type\":\"object\"},"
                        + "\"_meta\":{\"ui/resourceUri\":\"ui://clock/ü.html\",\"ui\":{\"resourceUri\":\"ui://clock/ü.html\"}}}";

        JsonNode among = listed(tool, false);

        assertThat(among.at("/_meta/ui/resourceUri").asText()).isEqualTo("ui://a/clock/ü.html");
        assertThat(among.at("/_meta/ui~1resourceUri").asText()).isEqualTo("ui://a/clock/ü.html");
        assertThat(among.path("description").asText()).isEqualTo("grüß: \"resourceUri\":\"ui://x\"");
        assertThat(Names.uri("a", "ui://clock/ü.html")).isEqualTo("ui://a/clock/ü.html");
        assertThat(Names.place("ui://a/clock/ü.html")).contains(new Names.Place("a", "ui://clock/ü.html"));
        assertThat(listed(tool, true).at("/_meta/ui/resourceUri").asText()).isEqualTo("ui://clock/ü.html");
    }

    private static List<String> unfit(String properties) {
        List<String> unfit = new ArrayList<>();
        Thing.all(
                Kind.TOOLS,
                (ArrayNode) json("[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"," + properties + "}}]"),
                unfit);
        return unfit;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'properties':{'a':{'type':'string','x-mcp-header':''}}",
                "'properties':{'a':{'type':'string','x-mcp-header':7}}",
                "'properties':{'a':{'type':'string','x-mcp-header':'a b'}}",
                "'properties':{'a':{'type':'number','x-mcp-header':'A'}}",
                "'properties':{'a':{'type':'string','x-mcp-header':'A'},'b':{'type':'string','x-mcp-header':'a'}}",
                "'properties':{'a':{'type':'array','items':{'type':'string','x-mcp-header':'A'}}}",
                "'anyOf':[{'properties':{'a':{'type':'string','x-mcp-header':'A'}}}]",
                "'x-mcp-header':'A'"
            })
    void aToolThatNoClientMayCallIsNotListed(String properties) {
        assertThat(unfit(properties.replace('\'', '"'))).containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'properties':{'a':{'type':'string','x-mcp-header':'A'},'b':{'type':'boolean','x-mcp-header':'B'}}",
                "'properties':{'a':{'type':'object','properties':{'b':{'type':'integer','x-mcp-header':'A-b'}}}}",
                "'properties':{'x-mcp-header':{'type':'number','default':{'x-mcp-header':1}}}"
            })
    void allOthersAre(String properties) {
        assertThat(unfit(properties.replace('\'', '"'))).isEmpty();
    }
}

package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mcpcoordinator.mcp.client.Challenge;

/** Any text as the value of a header, and as what a header is to say. */
class McpHeadersFuzzTest {
    @FuzzTest
    void everyValueSurvivesTheWayThroughAHeaderAndNoHeaderIsTooMuch(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String header = McpHeaders.encode(text);
        assertThat(header.chars().allMatch(c -> c >= 0x20 && c < 0x7F))
                .as(header)
                .isTrue();
        assertThat(McpHeaders.bare(header)).isEqualTo(header);
        assertThat(McpHeaders.decode(header)).contains(text);
        McpHeaders.decode(text)
                .ifPresent(value ->
                        assertThat(McpHeaders.decode(McpHeaders.encode(value))).contains(value));

        Challenge challenge = Challenge.of(401, List.of(text.split("\n", -1)));
        challenge
                .parameters()
                .forEach((name, value) ->
                        assertThat(name.length() + value.length()).isLessThan(text.length()));
        assertThat(String.join("", challenge.scopes())).doesNotContain(" ");
    }
}

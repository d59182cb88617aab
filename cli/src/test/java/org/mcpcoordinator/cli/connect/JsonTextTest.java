package org.mcpcoordinator.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.cli.terminal.Refusal;

class JsonTextTest {
    private static final ObjectNode ENTRY =
            JsonNodeFactory.instance.objectNode().put("url", "http://x/");
    private static final List<String> PATH = List.of("servers", "a");

    @Test
    void commentsAndEverythingElseStayAsTheyAre() {
        String before = """
                // mine
                {
                  /* the "servers": {} that count */
                  "servers": {
                    "old": { "command": "x", "args": ["}", "//"] }, // keep "me"
                  },
                  "inputs": [], }
                """;

        JsonText after = JsonText.of(before, "f").with(PATH, ENTRY);

        assertThat(after.toString()).isEqualTo("""
                // mine
                {
                  /* the "servers": {} that count */
                  "servers": {
                    "old": { "command": "x", "args": ["}", "//"] }, // keep "me"
                    "a": {
                      "url" : "http://x/"
                    }
                  },
                  "inputs": [], }
                """);
        assertThat(after.tree().path("servers")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{ }",
                "{\n}",
                "{\"servers\":{}}",
                "{\"servers\":{\"b\":1}}",
                "{\"servers\":{\"b\":[1,{}],}}",
                "{\"b\":\"\\\"}\",\"servers\":{\"a\":{\"old\":true}}}",
                "{\r\n\t\"b\": 1, // {\r\n}",
                "{\"b\":1}//",
                "{/**/}"
            })
    void whateverWasThereStaysAndTheEntryIsReadBack(String before) {
        JsonText text = JsonText.of(before, "f");

        JsonText after = text.with(PATH, ENTRY);

        assertThat(after.tree().at("/servers/a")).isEqualTo(ENTRY);
        assertThat(after.with(PATH, ENTRY)).hasToString(after.toString());
        assertThat(after.tree().path("b")).isEqualTo(text.tree().path("b"));
        assertThat(after.tree().at("/servers/b")).isEqualTo(text.tree().at("/servers/b"));
        assertThat(JsonText.of(after.withItem("inputs", ENTRY).toString(), "f")
                        .tree()
                        .at("/inputs/0"))
                .isEqualTo(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"inputs\":[]}", "{\"inputs\":[1]}", "{\"inputs\":[1,]}", "{\"inputs\":[ {} // c\n]}"})
    void aListGetsOneMore(String before) {
        JsonText text = JsonText.of(before, "f");
        JsonText after = text.withItem("inputs", ENTRY);
        assertThat(after.tree().path("inputs"))
                .hasSize(text.tree().path("inputs").size() + 1)
                .last()
                .isEqualTo(ENTRY);
    }

    @Test
    void whatIsNoObjectOrSaysItTwiceIsRefusedWithItsLine() {
        assertThatThrownBy(() -> JsonText.of("[1]", "f")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> JsonText.of("{\n\"a\" 1}", "f")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> JsonText.of("{\"servers\":[]}", "f").with(PATH, ENTRY))
                .hasMessageContaining("is no object");
        assertThatThrownBy(() ->
                        JsonText.of("{\"servers\":{},\n\"servers\":{}}", "f").with(PATH, ENTRY))
                .hasMessageContaining("stands twice");
        assertThatThrownBy(() -> JsonText.of("{\"a\":".repeat(5000), "f")).isInstanceOf(Refusal.class);
    }
}

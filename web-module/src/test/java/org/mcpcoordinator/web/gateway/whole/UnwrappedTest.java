package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.mcp.Json;

class UnwrappedTest {
    private static String of(String body) {
        return Unwrapped.of(body.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("none");
    }

    @Test
    void whatIsMeantTakesThePlaceOfTheWrapping() {
        assertThat(
                        of(
                                "{\"id\":1,\"params\":{\"name\":\"call_tool\",\"arguments\":"
                                        + "{\"arguments\":{\"n\":1.50, \"ü\":[{}]},\"name\":\"a__b\"},\"_meta\":{\"progressToken\":\"p\"}}}"))
                .isEqualTo("{\"id\":1,\"params\":{\"name\":\"a__b\",\"arguments\":"
                        + "{\"n\":1.50, \"ü\":[{}]},\"_meta\":{\"progressToken\":\"p\"}}}");
        assertThat(of("{\"params\":{\"arguments\":{\"name\":\"a__b\"}, \"name\":\"call_tool\"}}"))
                .isEqualTo("{\"params\":{\"arguments\":{}, \"name\":\"a__b\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"params\":{\"name\":\"call_tool\"}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":[]}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":{\"name\":7}}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":{\"name\":\"a\",\"name\":\"b\"}}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":{\"name\":\"a\",\"arguments\":[]}}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":{\"name\":\"a\"},\"arguments\":{\"name\":\"b\"}}}",
                "{\"params\":{\"name\":\"call_tool\",\"arguments\":{\"name\":\"a\""
            })
    void whatCouldBeReadInTwoWaysIsNone(String body) {
        assertThat(of(body)).isEqualTo("none");
    }

    @Test
    void theThreeToolsAreShort() throws Exception {
        byte[] list = Finders.declarations();
        var read = Json.read(("[" + new String(list, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8));

        assertThat(list.length).isLessThan(4000);
        assertThat(read).hasSize(3).allSatisfy(tool -> {
            assertThat(Finders.isOne(tool.path("name").textValue())).isTrue();
            assertThat(tool.at("/inputSchema/type").asText()).isEqualTo("object");
        });
    }
}

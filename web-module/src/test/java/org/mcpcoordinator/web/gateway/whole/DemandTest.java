package org.mcpcoordinator.web.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemandTest {
    private static Demand.Reading reading(String text) {
        return Demand.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Demand read(String text) {
        return ((Demand.Reading.Read) reading(text)).demand();
    }

    @Test
    void anotherNameStandsInItsPlaceAndNothingElseIsTouched() {
        String text =
                "{ \"id\" : \"ü\",\"params\":{\"arguments\":{\"name\":\"x\",\"n\":1.50e3},\"na\\u006de\" :\"a__b\\u0063\""
                        + " ,\"_meta\":{\"progressToken\":7}}, \"method\":\"tools/call\",\"jsonrpc\":\"2.0\"}";
        Demand demand = read(text);

        assertThat(demand.method()).isEqualTo("tools/call");
        assertThat(demand.text("name")).isEqualTo("a__bc");
        assertThat(demand.id()).hasToString("\"ü\"");
        assertThat(new String(demand.with("name", "say \"é\""), StandardCharsets.UTF_8))
                .isEqualTo(text.replace("\"a__b\\u0063\"", "\"say \\\"é\\\"\""));
    }

    @Test
    void whatACompletionIsForIsFound() {
        Demand demand = read(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"completion/complete\",\"params\":"
                        + "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"a__p\"},\"argument\":{\"name\":\"x\",\"value\":\"\"}}}");

        assertThat(new String(demand.with("ref.name", "p"), StandardCharsets.UTF_8))
                .contains("{\"type\":\"ref/prompt\",\"name\":\"p\"}")
                .contains("{\"name\":\"x\",\"value\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"method\":\"b\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"name\":\"a\",\"name\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"name\":\"a\",\"n\\u0061me\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\""
            })
    void whatIsNoMessageIsRefused(String text) {
        assertThat(reading(text)).isInstanceOf(Demand.Reading.Refused.class);
    }

    @Test
    void whatIsNestedTooDeepOrNoUtf8IsRefused() {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"x\":" + "[".repeat(100_000);

        assertThat(reading(deep)).isInstanceOf(Demand.Reading.Refused.class);
        assertThat(Demand.read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}".getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(Demand.Reading.Refused.class);
    }
}

package org.mcpcoordinator.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"b\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"a\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":9007199254740993,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32601,\"message\":\"m\",\"data\":{\"c\":1}}}",
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"m\"}}"
            })
    void whatIsReadIsWrittenAgain(String text) throws Exception {
        Frames.Reading reading = Frames.read(Json.read(text));
        assertThat(reading).isInstanceOf(Frames.Reading.Read.class);
        assertThat(((Frames.Reading.Read) reading).frame().toJson()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "{}",
                "{\"id\":1,\"method\":\"a\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[1]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"m\"}}"
            })
    void whatIsNoMessageIsRefusedWithAReason(String text) throws Exception {
        Frames.Reading reading = Frames.read(Json.read(text));
        assertThat(reading).isInstanceOf(Frames.Reading.Refused.class);
        assertThat(((Frames.Reading.Refused) reading).reason()).isNotBlank();
    }

    @Test
    void hostileJsonIsRefusedBeforeItCosts() {
        for (String text :
                new String[] {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "[".repeat(5_000), "1" + "0".repeat(500), "nul"}) {
            assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void revisionsKnowTheirEra() {
        assertThat(Revision.isModern("2026-07-28")).isTrue();
        assertThat(Revision.isModern("2031-01-01")).isTrue();
        assertThat(Revision.isModern("2025-11-25")).isFalse();
        assertThat(Revision.isModern("zzz")).isFalse();
        assertThat(Revision.of("2025-06-18")).contains(Revision.V2025_06_18);
    }
}

package org.mcpcoordinator.web.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkimTest {
    private static Skim skim(String text) {
        return Skim.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{}}}|tools/call|add|1",
                "{\"method\":\"tools/call\",\"params\":{\"_meta\":{\"name\":\"no\"},\"arguments\":{\"name\":[\"}\",{}]},\"name\":\"add\"},\"id\":\"x-1\"}|tools/call|add|x-1",
                " { \"id\" : -7 , \"params\" : { } , \"method\" : \"ping\" } |ping||-7",
                "{\"name\":\"no\",\"method\":\"tools/list\"}|tools/list||",
                "{\"params\":{\"name\":\"grüße\"},\"method\":\"tools/call\"}|tools/call|grüße|",
                "{\"params\":{\"name\":\"a\\u0062\"},\"method\":\"tools/call\",\"id\":null}|tools/call||",
                "{\"a\":true,\"b\":[1,[2,{\"c\":\"]\"}]],\"d\":-1.5e3,\"method\":\"x\"}|x||",
                "{\"a\":\"\\\"\",\"method\":\"x\"}|x||",
                "{\"result\":{},\"id\":3}|||3"
            })
    void tellsMethodNameAndId(String body, String method, String name, String id) {
        Skim skim = skim(body);
        assertThat(skim.method()).isEqualTo(method == null ? "" : method);
        assertThat(skim.name()).isEqualTo(name == null ? "" : name);
        assertThat(skim.id()).isEqualTo(id == null ? "" : id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"method\"",
                "{\"method\":\"",
                "{\"method\":\"x",
                "null",
                "{\"method\":7,\"params\":{\"name\":1}}",
                "{\"method\":\"a\u0000b\"}",
                "{\"params\":{\"name\":",
                "{}}}",
                "\"method\"",
                "{\"a\":\"\\"
            })
    void whatCannotBeToldIsNotTold(String body) {
        Skim skim = skim(body);
        assertThat(skim.method() + skim.name() + skim.id()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"notifications/x\",\"method\":\"tools/call\"}",
                "{\"method\":\"notifications/x\",\"Method\":\"tools/call\"}",
                "{\"method\":\"notifications/x\",\"\\u006dethod\":\"tools/call\"}",
                "{\"method\":\"notifications/x\",\"params\":{},\"PARAMS\":{}}",
                "{\"method\":\"tools/call\",\"params\":{\"name\":\"a\"},\"params\":{\"name\":\"b\"}}",
                "{\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"name\":\"b\"}}",
                "{\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"NAME\":\"b\"}}",
                "{\"method\":\"tools/call\",\"param\u017f\":{\"name\":\"b\"}}"
            })
    void whatMightBeReadInTwoWaysIsACallThatCannotBeTold(String body) {
        Skim skim = skim(body);
        assertThat(skim.isCall()).isTrue();
        assertThat(skim.method() + skim.name()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"action\":\"accept\"}} ",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":1,\"message\":\"no\"}}"
            })
    void notificationsAndAnswersAreNoCalls(String body) {
        assertThat(skim(body).isCall()).isFalse();
    }

    @Test
    void whatALongMessageSaysAtItsBeginningMayNotBeAll() {
        String pad = ",\"pad\":\"" + "x".repeat(1100) + "\",\"method\":\"tools/call\"}";
        Skim quiet = skim("{\"method\":\"notifications/x\"" + pad);
        assertThat(quiet.isCall()).isTrue();
        assertThat(quiet.method()).isEmpty();
        assertThat(skim("{\"method\":\"ping\"" + pad).method()).isEmpty();
        assertThat(skim("[{\"method\":\"notifications/x\"}]").isCall()).isTrue();
        assertThat(skim("").isCall()).isTrue();
    }

    @Test
    void whatWasReadBeforeTheEndIsTold() {
        Skim skim = skim("{\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{\"a\":\"");
        assertThat(skim.method()).isEqualTo("tools/call");
        assertThat(skim.name()).isEqualTo("add");
        assertThat(skim.id()).isEqualTo("5");
    }

    @Test
    void nothingIsLookedAtBeyondTheFirstBytes() {
        Skim skim = skim("{\"a\":\"" + "x".repeat(1100) + "\",\"method\":\"tools/call\"}");
        assertThat(skim.method()).isEmpty();
        assertThat(skim("[".repeat(2000)).method()).isEmpty();
        assertThat(skim("{\"a\":" + "[".repeat(900) + "]".repeat(100)).method()).isEmpty();
    }
}

package org.mcpcoordinator.web.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRuleTest {
    private static final URI STREAM = URI.create("https://old.example/a/sse?x=1");

    @ParameterizedTest
    @CsvSource({
        "/message?sessionId=1, https://old.example/message?sessionId=1",
        "message, https://old.example/a/message",
        "?sessionId=1, https://old.example/a/sse?sessionId=1",
        "https://old.example:443/m, https://old.example:443/m",
        "//OLD.example/m, https://OLD.example/m"
    })
    void anAddressOfTheSameOriginIsTaken(String said, String address) {
        assertThat(EndpointRule.resolve(STREAM, said)).contains(URI.create(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example/m",
                "//169.254.169.254/latest",
                "http://old.example/m",
                "https://old.example:8443/m",
                "https://ada@old.example/m",
                "https://old.example.evil.test/m",
                "file:///etc/passwd",
                "/m#part",
                "/two words",
                "/m\u00e9",
                "",
                "{\"jsonrpc\":\"2.0\"}"
            })
    void anythingElseIsNot(String said) {
        assertThat(EndpointRule.resolve(STREAM, said)).isEmpty();
    }

    @Test
    void aLongOneIsNot() {
        assertThat(EndpointRule.resolve(STREAM, "/" + "m".repeat(2_048))).isEmpty();
    }
}

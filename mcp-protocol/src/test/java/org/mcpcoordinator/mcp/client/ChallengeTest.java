package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void aBearerChallengeIsReadWhereverItStands() {
        Challenge challenge = Challenge.of(
                403,
                List.of(
                        "Basic realm=\"scope=no\"",
                        "Digest qop=auth, nonce=\"x\", BEARER scope=\"a b\", error=insufficient_scope ,"
                                + " resource_metadata=\"https://a.test/\\\"x\", scope=\"second\""));

        assertThat(challenge.scopes()).containsExactly("a", "b");
        assertThat(challenge.wantsMoreScope()).isTrue();
        assertThat(challenge.resourceMetadata()).contains("https://a.test/\"x");
        assertThat(challenge.parameters()).doesNotContainKeys("realm", "qop", "nonce");
    }

    @Test
    void withoutOneNothingIsKnown() {
        assertThat(Challenge.of(401, List.of("Basic scope=a", "x".repeat(9000))).parameters())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\x", "=", " "})
    void aLongOneCostsNoStack(String part) throws InterruptedException {
        String header = "Bearer a=\"" + part.repeat(8_000 / part.length()) + "\", scope=b";
        List<Object> read = new ArrayList<>();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        read.add(Challenge.of(401, List.of(header)).scopes());
                    } catch (StackOverflowError deep) {
                        read.add(deep);
                    }
                },
                "small",
                128 << 10);
        small.start();
        small.join();

        assertThat(read).containsExactly(List.of("b"));
    }
}

package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.api.TokensResource.TokenRequest;
import org.mcpcoordinator.web.api.TokensResource.TokenView;

class TokensResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static @Nullable Instant end(@Nullable String at, @Nullable Integer days) {
        return TokensResource.end(new TokenRequest("ci", "viewer", at, days, null), NOW);
    }

    @Test
    void aTokenEndsNeverAtAMomentOrAfterDays() {
        assertThat(end(null, null)).isNull();
        assertThat(end("2027-01-01T00:00:00+07:00", null)).isEqualTo("2026-12-31T17:00:00Z");
        assertThat(end(null, 90)).isEqualTo("2027-02-19T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3651})
    void daysHaveBounds(int days) {
        assertThatThrownBy(() -> end(null, days)).isInstanceOf(ProblemException.class);
    }

    @Test
    void twoEndsAreOneTooMany() {
        assertThatThrownBy(() -> end("2027-01-01T00:00:00Z", 1)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> end("tomorrow", null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expiresAt");
    }

    @Test
    void aTokensTextReachesNoLog() {
        assertThat(new TokenView(1, "ci", "viewer", "admin", NOW, null, null, "mcpc_secret"))
                .asString()
                .doesNotContain("mcpc_secret");
    }
}

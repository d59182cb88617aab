package org.mcpcoordinator.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalleesTest {
    private static final String TEXT = "Bearer ${secret:KEY}";

    @Test
    void secretsAreFilledIn() {
        assertThat(Callees.filled("Authorization", TEXT, Map.of("KEY", "a$1\\b\tc\u00e9")))
                .isEqualTo("Bearer a$1\\b\tc\u00e9");
    }

    /** The last one ends in the bits of a line feed, which is all that would be written of it. */
    @ParameterizedTest
    @ValueSource(strings = {"hunter2\r\nX-Admin: 1", "hunter2\n", "hunter2\u0000", "hunter2\u007f", "hunter2\u560a"})
    void aSecretThatCannotStandInAHeaderIsRefusedAndNotShown(String secret) {
        assertThatThrownBy(() -> Callees.filled("Authorization", TEXT, Map.of("KEY", secret)))
                .isInstanceOf(Callees.UncallableException.class)
                .hasMessageContaining("header Authorization cannot be sent")
                .hasMessageNotContaining("hunter2");
    }
}

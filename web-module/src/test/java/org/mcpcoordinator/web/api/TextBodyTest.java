package org.mcpcoordinator.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class TextBodyTest {
    /** A request with an Idempotency-Key is read as a whole before anything is done. */
    @Test
    void eightMegabytesAreReadAndOneByteMoreIsRefusedBeforeAnythingIsDone() throws IOException {
        assertThat(TextBody.bytes(body(TextBody.MOST_BYTES), TextBody.MOST_BYTES))
                .hasSize(TextBody.MOST_BYTES);
        assertThatThrownBy(() -> TextBody.bytes(body(TextBody.MOST_BYTES + 1), TextBody.MOST_BYTES))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE);
                    assertThat(refused.detail()).contains("8388608 bytes");
                });
    }

    private static ByteArrayInputStream body(int bytes) {
        return new ByteArrayInputStream(new byte[bytes]);
    }
}

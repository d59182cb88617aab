package org.mcpcoordinator.web.gateway.era;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionUseTest {
    private final SessionUse use = new SessionUse();

    @Test
    void whatNobodyUsesIsIdleAfterItsTime() {
        use.begin(2, -50);
        use.end(-40);
        assertThat(use.isIdle(1_000, 100)).as("one uses it still").isFalse();
        use.end(-30);
        assertThat(use.isIdle(70, 100)).isFalse();
        assertThat(use.isIdle(71, 100)).isTrue();
    }

    @Test
    void aTaskKeepsItsSessionAsLongAsTheServerKeepsTheTask() {
        use.begin(1, 0);
        use.end(0);
        use.hold(500);
        use.hold(300);
        assertThat(use.isIdle(499, 100)).isFalse();
        assertThat(use.isFree()).as("it goes where there is no room").isTrue();
        assertThat(use.isIdle(500, 100)).isTrue();
    }
}

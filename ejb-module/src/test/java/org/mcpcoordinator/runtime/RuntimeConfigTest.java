package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {
    @Test
    void aFolderTooLongForASocketStopsTheStartAndNamesTheSetting() {
        Path longest = Path.of("/" + "x".repeat(76));

        assertThat(new RuntimeConfig(longest, Path.of("java"), 64, Set.of(), RuntimeConfig.USUAL_USER).socket())
                .hasFileName("agent.sock");
        assertThatThrownBy(() -> new RuntimeConfig(
                        Path.of(longest + "x"), Path.of("java"), 64, Set.of(), RuntimeConfig.USUAL_USER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.runtime.agent-directory")
                .hasMessageContaining("78 bytes");
    }

    @Test
    void aUserIsANameAndNoOptionOfAProgram() {
        assertThat(RuntimeConfig.user("coordinator-servers")).isEqualTo("coordinator-servers");
        assertThatThrownBy(() -> RuntimeConfig.user("--reuid"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("coordinator.runtime.server-user");
    }
}

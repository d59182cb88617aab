package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    private Path folder;

    @Test
    void theMemoryIsAllOfTheMachinesInBytes() throws IOException {
        Path meminfo = Files.writeString(
                folder.resolve("meminfo"), "MemTotal:       24642544 kB\nMemFree:         1000000 kB\n");
        assertThat(Machine.memoryBytes(meminfo)).isEqualTo(24_642_544L * 1024);
    }

    @Test
    void whatTheKernelDoesNotTellIsNotKnown() throws IOException {
        assertThat(Machine.memoryBytes(folder.resolve("none"))).isZero();
        assertThat(Machine.memoryBytes(Files.writeString(folder.resolve("odd"), "MemTotal: lots kB\n")))
                .isZero();
    }

    @Test
    void anAgentTellsWhatItsMachineHas() {
        var answer = Json.object();
        Machine.addTo(answer);
        assertThat(answer.path("processors").asInt()).isPositive();
        assertThat(answer.path("memoryBytes").asLong()).isPositive();
    }
}

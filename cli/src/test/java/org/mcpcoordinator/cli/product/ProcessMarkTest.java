package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMarkTest {
    @TempDir
    Path folder;

    @Test
    void aRunningProcessIsTheOneThatWasMarkedUntilItEnds() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessMark mark = ProcessMark.of(process.pid()).orElseThrow();
        mark.write(folder.resolve("mark"));
        assertThat(ProcessMark.read(folder.resolve("mark"))).contains(mark);
        assertThat(mark.handle()).contains(process.toHandle());

        process.destroyForcibly().waitFor();

        assertThat(mark.alive()).isFalse();
        assertThat(mark.handle()).isEmpty();
    }

    @Test
    void aPidGivenToSomebodyElseIsAStranger() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessMark mark = ProcessMark.of(process.pid()).orElseThrow();
            assertThat(new ProcessMark(mark.pid(), mark.startTicks() - 1, mark.bootId()).alive())
                    .isFalse();
            assertThat(new ProcessMark(mark.pid(), mark.startTicks(), "another boot").alive())
                    .isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
        String stat = "7 (a) b) c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 9 9";
        assertThat(ProcessMark.ticksOf(stat)).contains(4711L);
    }

    @Test
    void aZombieIsDead() {
        assertThat(ProcessMark.ticksOf("7 (x) Z 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 9 9"))
                .isEmpty();
    }

    @Test
    void aTornFileNamesNobody() throws IOException {
        Path file = Files.writeString(folder.resolve("torn"), "{\"pid\":");
        assertThat(ProcessMark.read(file)).isEmpty();
    }
}

package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartSlotsTest {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final StartSlots slots = new StartSlots(64, 2, busy::get);

    @Test
    void whereProcessorsAreIdleAsManyStartAsMay() {
        assertThat(started(100)).isEqualTo(64);
        assertThat(slots.patient()).isFalse();
    }

    @Test
    void busyProcessorsStartFourEachAndTheOthersWait() {
        busy.set(true);

        assertThat(started(100)).isEqualTo(8);
        assertThat(slots.patient()).isTrue();
        slots.release(1);
        assertThat(started(0)).isEqualTo(1);
        busy.set(false);
        assertThat(started(0)).isEqualTo(56);
    }

    @Test
    void aLimitBelowThatIsKept() {
        busy.set(true);
        slots.limit(3);

        assertThat(started(100)).isEqualTo(3);
        assertThat(slots.patient()).isFalse();
    }

    @Test
    void linuxTellsHowManyTasksWantAProcessor(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("loadavg");
        Processors processors = new Processors(file, 2);
        assertThat(processors.busy()).isFalse();

        Files.writeString(file, "6.65 9.45 6.17 8/347 5886\n");
        assertThat(processors.busy()).isFalse();
        Files.writeString(file, "6.65 9.45 6.17 9/347 5886\n");
        assertThat(processors.busy()).isTrue();
    }

    private int held;

    /** Puts so many into the queue and starts what may start. */
    private int started(int queued) {
        for (int i = 0; i < queued; i++) {
            slots.queue(new ServerKey("s" + i, 0, 0));
        }
        int before = held;
        while (slots.poll() != null) {
            slots.hold(++held);
        }
        return held - before;
    }
}

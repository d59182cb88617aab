package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
    private static final long GIB = 1L << 30;

    @Test
    void theHeapGrowsWithTheMachine() {
        assertThat(new JvmFlags(4 * GIB, 17, "").heapMegabytes()).isEqualTo(512);
        assertThat(new JvmFlags(24 * GIB, 17, "").heapMegabytes()).isEqualTo(768);
        assertThat(new JvmFlags(64 * GIB, 17, "").heapMegabytes()).isEqualTo(1536);
    }

    @Test
    void markingBeginsWhereItIsToldTo() {
        assertThat(new JvmFlags(24 * GIB, 17, "").options())
                .contains("-XX:-G1UseAdaptiveIHOP", "-XX:InitiatingHeapOccupancyPercent=40");
    }

    @Test
    void smallObjectHeadersOnlyWhereTheJdkKnowsThem() {
        assertThat(new JvmFlags(24 * GIB, 21, "").options()).noneMatch(flag -> flag.contains("CompactObjectHeaders"));
        assertThat(new JvmFlags(24 * GIB, 25, "").options()).contains("-XX:+UseCompactObjectHeaders");
    }

    @Test
    void threadsOfPoolsForgetTheirFirstTaskOnEveryJdk() {
        assertThat(new JvmFlags(24 * GIB, 17, "").options())
                .contains("-XX:CompileCommand=BackgroundCompilation,*ThreadBody::run,false");
        assertThat(new JvmFlags(24 * GIB, 25, "-Xcomp").options())
                .contains("-XX:CompileCommand=CompileThresholdScaling,*ThreadBody::run,0.0001");
    }

    @Test
    void theUsersOwnFlagsComeLastAndWin() {
        List<String> options = new JvmFlags(24 * GIB, 25, " -Xmx2g   -Dx=y ").options();
        assertThat(options).endsWith("-Xmx2g", "-Dx=y").contains("-XX:+UseG1GC");
    }

    @Test
    void aCollectorOfTheUsersReplacesOurs() {
        List<String> options = new JvmFlags(24 * GIB, 25, "-XX:+UseParallelGC").options();
        assertThat(options).contains("-XX:+UseParallelGC").noneMatch(option -> option.contains("G1"));
    }
}

package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmFlagsTest {
    private static final long GIB = 1L << 30;

    @Test
    void theHeapGrowsWithTheMachine() {
        assertThat(new JvmFlags(4 * GIB, 17).heapMegabytes()).isEqualTo(512);
        assertThat(new JvmFlags(24 * GIB, 17).heapMegabytes()).isEqualTo(768);
        assertThat(new JvmFlags(64 * GIB, 17).heapMegabytes()).isEqualTo(1536);
    }

    @Test
    void smallObjectHeadersOnlyWhereTheJdkKnowsThem() {
        assertThat(new JvmFlags(24 * GIB, 21).options()).noneMatch(flag -> flag.contains("CompactObjectHeaders"));
        assertThat(new JvmFlags(24 * GIB, 25).options()).contains("-XX:+UseCompactObjectHeaders");
    }
}

package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortRangesTest {
    @Test
    void portsInARowAreARangeAndOthersStandAlone() {
        assertThat(PortRanges.of(ports(IntStream.rangeClosed(30_100, 30_999)))).isEqualTo("30100-30999 (900 ports)");
        assertThat(PortRanges.of(ports(IntStream.of(3306)))).isEqualTo("3306");
        assertThat(PortRanges.of(ports(IntStream.of(3100, 3101, 3103, 3105, 3106, 3107))))
                .isEqualTo("3100-3101 (2 ports), 3103, 3105-3107 (3 ports)");
        assertThat(PortRanges.of(ports(IntStream.empty()))).isEmpty();
    }

    @Test
    void ofManyRangesTheFirstTenAreNamed() {
        String text = PortRanges.of(ports(IntStream.range(0, 40).map(i -> 3100 + 2 * i)));

        assertThat(text).startsWith("3100, 3102, ").endsWith("3118 and more, 40 ports together");
    }

    private static NavigableSet<Integer> ports(IntStream ports) {
        return ports.boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}

package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;

class MemoryTest {
    private static final long MEBI = 1L << 20;

    @Test
    void aSmallMachineIsRefusedWithWhatItHasAndWhatIsNeeded() {
        assertThatThrownBy(() -> new Memory(1535 * MEBI, 1535 * MEBI).enough(1))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED))
                .hasMessageContaining("1535 MiB")
                .hasMessageContaining("1536 MiB");
    }

    @Test
    void soIsAFullOne() {
        assertThatThrownBy(() -> new Memory(32_000 * MEBI, 1023 * MEBI).enough(1))
                .hasMessageContaining("only 1023 of 32000 MiB");
    }

    @Test
    void theLeastIsEnough() {
        Memory least = new Memory(1536 * MEBI, 1024 * MEBI);

        assertThat(least.enough(1)).isSameAs(least);
    }

    @Test
    void eachFurtherNodeNeedsItsHeapAndSomethingBesides() {
        assertThatThrownBy(() -> new Memory(8192 * MEBI, 3071 * MEBI).enough(3)).hasMessageContaining("3072 MiB");
        Memory least = new Memory(8192 * MEBI, 3072 * MEBI);
        assertThat(least.enough(3)).isSameAs(least);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(Memory.ofThisMachine().bytes()).isPositive();
    }
}

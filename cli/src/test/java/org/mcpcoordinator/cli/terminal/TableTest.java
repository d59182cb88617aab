package org.mcpcoordinator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndLinesEndWithoutBlanks() {
        assertThat(new Table("NAME", "PORT")
                        .row("a-long-name", 3100)
                        .row("b", "")
                        .lines())
                .containsExactly("NAME         PORT", "a-long-name  3100", "b");
    }

    @Test
    void onlyTitlesIsEmpty() {
        assertThat(new Table("NAME").isEmpty()).isTrue();
        assertThat(new Table("NAME").row("a").isEmpty()).isFalse();
    }
}

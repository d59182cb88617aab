package org.mcpcoordinator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void nothingSteersTheTerminalOrTurnsTheWriting() {
        assertThat(PlainText.of("a\u001b[31mb\nc\u202ed\u2066e\u2028f")).isEqualTo("a [31mb c d e f");
    }

    @Test
    void whatIsToldInFullIsToldWithEscapes() {
        assertThat(PlainText.told("a\u202eb\nc")).isEqualTo("a\\u202eb\\u000ac");
    }

    @Test
    void whatIsTooLongIsCut() {
        assertThat(PlainText.of("ten and so", 10)).isEqualTo("ten and so");
        assertThat(PlainText.of("eleven \ttoo", 10)).isEqualTo("eleven ...");
    }
}

package org.mcpcoordinator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void textOfAnyLanguageIsReadAsItIs() {
        assertThat(Utf8.read("a\nü€😀".getBytes(StandardCharsets.UTF_8), "it")).isEqualTo("a\nü€😀");
    }

    @Test
    void whatIsNoTextIsRefusedAtItsPlace() {
        byte[] latin = "fleet: a\nnäme: ".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Utf8.read(latin, "fleet.yaml"))
                .isInstanceOf(Refusal.class)
                .hasMessage("fleet.yaml is not UTF-8 text: line 2, column 2, byte 0xe4");
    }

    /** A secret with letters put in for what could not be read would be another secret. */
    @Test
    void standardInputIsRefusedToo() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                new Printer(nowhere, nowhere),
                new ByteArrayInputStream(new byte[] {'k', (byte) 0xff, '\n'}),
                Map.of(),
                false);

        assertThatThrownBy(shell::readAll).hasMessageContaining("standard input is not UTF-8 text: line 1, column 2");
    }
}

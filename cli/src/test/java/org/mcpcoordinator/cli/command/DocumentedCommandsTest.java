package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

/** What the documentation tells to type is understood. */
class DocumentedCommandsTest {
    private static final Pattern COMMAND = Pattern.compile("\\./coordinator +([a-z][^`#<|\\n]*)");

    @Test
    void everyCommandOfTheDocumentationParses() throws IOException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Shell shell = new Shell(new Printer(nowhere, nowhere), new ByteArrayInputStream(new byte[0]), Map.of(), false);
        int found = 0;
        for (String page : List.of("README.md", "docs/operations.md", "docs/walk.md")) {
            List<String> commands = COMMAND.matcher(
                            Files.readString(Path.of("..").resolve(page)))
                    .results()
                    .map(match -> match.group(1).strip())
                    .toList();
            for (String command : commands) {
                assertThatCode(() -> Commands.line(shell).parseArgs(command.split(" +", -1)))
                        .as(page + ": " + command)
                        .doesNotThrowAnyException();
            }
            found += commands.size();
        }
        assertThat(found).isGreaterThan(10);
    }
}

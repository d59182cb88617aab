package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class TraceFileTest {
    @TempDir
    Path temporary;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void nobodyIsShownAStackTrace() throws IOException {
        Files.createDirectories(temporary.resolve("logs"));
        assertThat(run("--data", temporary.toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err())
                .startsWith("coordinator: unexpected")
                .contains("nobody has thought of this")
                .contains("coordinator status")
                .doesNotContain("\tat ");
    }

    @Test
    void theTraceLiesInTheLogsOfTheDataFolderForItsOwnerOnly() throws IOException {
        Files.createDirectories(temporary.resolve("logs"));
        run("--data", temporary.toString(), "--token", "t0ken");
        List<Path> kept = files(temporary.resolve("logs"));
        assertThat(kept).hasSize(1);
        assertThat(err()).contains(kept.get(0).toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.get(0))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(kept.get(0)))
                .contains("coordinator secrets")
                .contains("nobody has thought of this")
                .contains("\tat " + TraceFileTest.class.getName())
                .doesNotContain("t0ken");
    }

    @Test
    void withoutADataFolderItLiesInTheTemporaryOneAndNoFolderIsMade() throws IOException {
        Path none = temporary.resolve("none");
        run("--data", none.toString());
        Path kept = Path.of(err().replaceFirst("(?s).*send along (\\S+\\.trace).*", "$1"));
        assertThat(kept).exists().hasParent(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(none).doesNotExist();
        Files.delete(kept);
    }

    /** A command that reads from an input which fails in a way no command foresees. */
    private int run(String... options) {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new IllegalStateException("nobody has thought of this");
            }
        };
        Shell shell = new Shell(new Printer(stream(out), stream(err)), broken, Map.of(), false);
        return Commands.run(
                shell,
                Stream.concat(Stream.of("secrets", "set", "key"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

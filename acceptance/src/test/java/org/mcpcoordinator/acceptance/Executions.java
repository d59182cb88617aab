package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Every program that a process, or one that descends from it, becomes from now on, as the kernel is asked for it: tracing stops
 * each of them at the call, so that none is too short to be seen.
 */
final class Executions implements AutoCloseable {
    private static final Pattern CALL = Pattern.compile("\\bexecve(?:at)?\\((?:[^\"(]*, )?\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Process strace;
    private final Path seen;

    private Executions(Process strace, Path seen) {
        this.strace = strace;
        this.seen = seen;
    }

    /** Begins; a test is skipped where nobody may trace. */
    static Executions of(long pid) throws IOException {
        Path folder = Files.createTempDirectory("executions");
        Path seen = folder.resolve("seen");
        Path said = folder.resolve("said");
        Process strace = new ProcessBuilder(
                        Requirement.program("strace").toString(),
                        "-f",
                        "-e",
                        "trace=execve,execveat",
                        "-o",
                        seen.toString(),
                        "-p",
                        Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Executions executions = new Executions(strace, seen);
        Await.until(
                "it is traced",
                Duration.ofSeconds(20),
                () -> !strace.isAlive() || read(said).contains("attached"));
        assertThat(strace.isAlive()).as(read(said)).isTrue();
        return executions;
    }

    /** The files so far, as they were named, with what is no letter escaped. */
    List<String> programs() {
        return CALL.matcher(read(seen))
                .results()
                .map((MatchResult call) -> call.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets them go. */
    @Override
    public void close() {
        strace.destroy();
        try {
            assertThat(strace.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.mcpcoordinator.host.container;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The engine's program, asked one thing at a time.
 *
 * @param words what stands before each question: whom it runs as, and its own name
 * @param environment all it sees
 */
record Client(List<String> words, Map<String, String> environment) {
    private static final int LONGEST = 64 << 10;
    private static final int LONGEST_SENTENCE = 300;

    Client {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /**
     * What it answered.
     *
     * @param code with which it ended; -1 if it took too long
     * @param output what it said
     * @param errors what it complained of
     */
    record Answer(int code, String output, String errors) {
        boolean good() {
            return code == 0;
        }

        /** The last thing it complained of. */
        String sentence() {
            String last = errors.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((first, second) -> second)
                    .orElse(code < 0 ? "it took too long" : "exit code " + code);
            return last.length() > LONGEST_SENTENCE ? last.substring(0, LONGEST_SENTENCE) + "..." : last;
        }
    }

    /** A start of it, with its ends still open. */
    ProcessBuilder prepare(List<String> question) {
        List<String> argv = new ArrayList<>(words);
        argv.addAll(question);
        ProcessBuilder builder = new ProcessBuilder(argv).directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** Asks, and waits for the answer; in files, for what it starts may keep a pipe open. */
    Answer ask(Duration most, String... question) throws IOException {
        Path output = Files.createTempFile("engine", ".out");
        Path errors = Files.createTempFile("engine", ".err");
        try {
            Process asked = prepare(List.of(question))
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = asked.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                asked.destroyForcibly();
            }
            return new Answer(ended ? asked.exitValue() : -1, read(output), read(errors));
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("the agent has ended meanwhile", told);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static String read(Path file) throws IOException {
        try (var input = Files.newInputStream(file)) {
            return new String(input.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }
}

package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Runs a program of somebody else's to its end, its output kept in a file, or starts one that lives on without us. */
final class ToolRun {
    private static final Path NOWHERE = Path.of("/dev/null");

    private ToolRun() {}

    /** Runs to the end; refuses with the last lines of its output when it fails or does not end in time. */
    static void run(String purpose, List<String> command, Map<String, String> environment, Path log, Duration limit) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(NOWHERE.toFile())
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw Refusal.failed(purpose + " did not end within " + limit.toSeconds() + " s; see " + log);
            }
            if (process.exitValue() != 0) {
                throw Refusal.failed(purpose + " failed; " + log + " ends with:\n" + tail(log, 12));
            }
        } catch (IOException e) {
            throw Refusal.failed(purpose + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed(purpose + " was interrupted", e);
        }
    }

    /**
     * Starts a process in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it; its output
     * is appended to a file, because a pipe would die with us.
     */
    static Process detach(List<String> command, Map<String, String> environment, Path folder, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(SetSid.before(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(NOWHERE.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("COORDINATOR_"));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw Refusal.failed(command.get(0) + " cannot be started", e);
        }
    }

    /** The last lines of a file, empty when it cannot be read. */
    static String tail(Path file, int lines) {
        try {
            List<String> all = Files.readAllLines(file);
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException unreadable) {
            return "(" + file + " cannot be read: " + unreadable.getMessage() + ")";
        }
    }

    /** The program {@code setsid}, where there is one (Linux). */
    private static final class SetSid {
        private static final List<Path> PLACES =
                List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"), Path.of("/usr/local/bin/setsid"));

        static List<String> before(List<String> command) {
            return PLACES.stream()
                    .filter(Files::isExecutable)
                    .findFirst()
                    .map(path -> java.util.stream.Stream.concat(
                                    java.util.stream.Stream.of(path.toString()), command.stream())
                            .toList())
                    .orElse(command);
        }
    }
}

package org.mcpcoordinator.host.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a package manager: by its argument vector, without input, for a limited time and with limited output.
 *
 * @param environment what it sees
 * @param limit after which it is ended
 */
record Tool(Map<String, String> environment, Duration limit) {
    private static final int MOST_OUTPUT = 4 << 20;
    private static final int TOLD = 600;
    private static final long LOOK_MILLIS = 100;

    Tool {
        environment = Map.copyOf(environment);
    }

    /** The same for programs that see these variables as well. */
    Tool with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Tool(all, limit);
    }

    /** Where the program is, if it is on the PATH. */
    Optional<Path> find(String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Runs it to its end.
     *
     * @param what is being done, for sentences
     * @throws PackageProblem FAILED with the last of what it said
     */
    void run(String what, Path folder, List<String> argv) throws IOException, InterruptedException, PackageProblem {
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(argv));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await(what, process, log);
            if (process.exitValue() != 0) {
                throw new PackageProblem(
                        PackageProblem.FAILED,
                        what + " failed with exit code " + process.exitValue() + ": " + lastWords(log));
            }
        } finally {
            end(process);
            Files.deleteIfExists(log);
        }
    }

    private void await(String what, Process process, Path log)
            throws IOException, InterruptedException, PackageProblem {
        long end = System.nanoTime() + limit.toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > end) {
                throw new PackageProblem(
                        PackageProblem.FAILED,
                        what + " was ended after " + limit.toSeconds() + " s; it had said: " + lastWords(log));
            }
            if (Files.size(log) > MOST_OUTPUT) {
                throw new PackageProblem(PackageProblem.FAILED, what + " was ended: it said more than 4 MB");
            }
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What a registry or proxy answered may stand there, so it is short and plain. */
    private static String lastWords(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - 4 * TOLD);
            byte[] last = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(last);
            String words = new String(last, StandardCharsets.UTF_8)
                    .replaceAll("(?<=://)[^/@\\s]*@", "***@")
                    .replaceAll("\\p{Cntrl}+", " ")
                    .trim();
            return words.isEmpty() ? "nothing" : words.substring(Math.max(0, words.length() - TOLD));
        }
    }
}

package org.mcpcoordinator.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end and keeps what they print. */
public final class Commands {
    /** Options of a JVM that ends soon: what is compiled a second time is not paid back. */
    static final Map<String, String> BRIEF_JVM = Map.of("JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private Commands() {}

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output what it printed on both streams
     */
    public record Outcome(int exitCode, String output) {}

    /** Runs the script {@code coordinator} of the checkout on a data folder, with what the build has just made. */
    static Outcome coordinator(Path data, List<String> arguments) {
        return coordinator(RunningProduct.ROOT, data, arguments);
    }

    /** As {@link #coordinator(Path, List)}, of another checkout. */
    static Outcome coordinator(Path checkout, Path data, List<String> arguments) {
        List<String> argv = new ArrayList<>();
        argv.add(checkout.resolve("coordinator").toString());
        argv.addAll(arguments);
        argv.add("--data");
        argv.add(data.toString());
        Map<String, String> environment = new HashMap<>(TinyWheels.ENVIRONMENT);
        environment.putAll(KeptClasses.environment());
        environment.put("COORDINATOR_BUILD", "never");
        return run(argv, RunningProduct.ROOT, environment);
    }

    /** Runs a program, at most ten minutes. */
    static Outcome run(List<String> argv, Path directory, Map<String, String> environment) {
        return run(argv, directory, environment, Path.of("/dev/null"));
    }

    /** As {@link #run(List, Path, Map)}, with a file as its standard input. */
    static Outcome run(List<String> argv, Path directory, Map<String, String> environment, Path input) {
        try {
            Path output = Files.createTempFile("command", ".log");
            ProcessBuilder builder = new ProcessBuilder(argv)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(argv + " took longer than ten minutes:\n" + Files.readString(output));
            }
            String text = Files.readString(output);
            Files.delete(output);
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

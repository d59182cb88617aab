package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** The WildFly of one node: deployed to, started in a session of its own, watched while it boots, stopped by pid. */
final class WildFly {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String EAR = "coordinator.ear";

    private final DataFolder folder;
    private final int number;

    /** Length of the log when we came: what stands before tells of other starts. */
    private final long logBefore;

    WildFly(DataFolder folder, int number) {
        this.folder = folder;
        this.number = number;
        this.logBefore = log().toFile().length();
    }

    boolean isRunning() {
        return process().isPresent();
    }

    Optional<ProcessHandle> process() {
        return ProcessMark.read(mark()).flatMap(ProcessMark::handle);
    }

    /** Whether the EAR it was given last could not be deployed. */
    boolean lastDeploymentFailed() {
        return Files.exists(marker(".failed"));
    }

    /** Whether that EAR is the one it was given. */
    boolean has(Path ear) {
        Path target = deployments().resolve(EAR);
        try {
            return Files.exists(target) && Files.mismatch(ear, target) < 0;
        } catch (IOException e) {
            throw Refusal.failed("cannot compare " + ear + " with " + target, e);
        }
    }

    /** Puts the EAR into the deployment folder when it is not the one that lies there; true when it did. */
    boolean deploy(Path ear) {
        Path target = deployments().resolve(EAR);
        try {
            Files.createDirectories(deployments());
            boolean same = has(ear);
            if (!same || !isRunning()) {
                for (String marker : List.of(".deployed", ".failed", ".undeployed", ".isdeploying", ".pending")) {
                    Files.deleteIfExists(marker(marker));
                }
            }
            if (!same) {
                Path draft = folder.node(number).resolve(EAR + ".new");
                Files.copy(ear, draft, StandardCopyOption.REPLACE_EXISTING);
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return !same;
        } catch (IOException e) {
            throw Refusal.failed("cannot put " + EAR + " into " + deployments(), e);
        }
    }

    void start(Path java, Path settings, JvmFlags flags) {
        makeLogs();
        List<String> command = StandaloneCommandBuilder.of(folder.serverHome())
                .setJavaHome(java)
                .setBaseDirectory(folder.node(number))
                .setLogDirectory(folder.logs(number))
                .setJavaOptions(flags.options())
                .setPropertiesFile(settings)
                .build();
        Process process = ToolRun.detach(
                command, Map.of(), folder.node(number), folder.logs(number).resolve("wildfly-console.log"));
        ProcessMark.of(process.pid()).orElseThrow(this::died).write(mark());
    }

    /**
     * Waits until the EAR is deployed and {@code ready} says so too. When WildFly dies meanwhile, or ends its start with
     * errors, or the deployment fails, says so with the log's last errors and stops nothing.
     */
    void awaitDeployed(Duration limit, BooleanSupplier ready) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!(Files.exists(marker(".deployed")) && ready.getAsBoolean())) {
            ProcessHandle process = process().orElseThrow(this::died);
            if (Files.exists(marker(".failed"))) {
                throw Refusal.failed("the deployment of " + EAR + " failed; " + log() + " says:\n" + errors());
            }
            refuseErrors(newLinesIfAny());
            if (System.nanoTime() > deadline) {
                throw Refusal.failed("WildFly is up but " + EAR + " is not ready after " + limit.toSeconds()
                        + " s; see " + log() + "\n" + errors());
            }
            pauseOrEnd(process, STEP);
        }
    }

    /**
     * Waits a little for the line that ends WildFly's start, and refuses when it tells of errors: the EAR may answer while
     * something beside it has failed.
     */
    void refuseErrors(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            List<String> lines = newLinesIfAny();
            refuseErrors(lines);
            if (lines.stream().anyMatch(line -> line.contains("WFLYSRV0025"))) {
                return;
            }
            pauseOrEnd(process().orElseThrow(this::died), STEP);
        }
    }

    private void refuseErrors(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.contains("WFLYSRV0026"))) {
            throw Refusal.failed("WildFly started with errors; " + log() + " says:\n" + errors());
        }
    }

    private List<String> newLinesIfAny() {
        try {
            return newLines();
        } catch (IOException noLogYet) {
            return List.of();
        }
    }

    /** Asks it to end, insists after a while; false when none of ours runs. */
    boolean stop() {
        Optional<ProcessHandle> found = process();
        found.ifPresent(process -> {
            process.destroy();
            if (!pauseOrEnd(process, STOP_LIMIT)) {
                process.destroyForcibly();
                pauseOrEnd(process, STOP_LIMIT);
            }
        });
        return found.isPresent();
    }

    /** True when the process ended within the time. */
    static boolean pauseOrEnd(ProcessHandle process, Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Path log() {
        return folder.logs(number).resolve("server.log");
    }

    private Refusal died() {
        return Refusal.failed("WildFly ended while it was starting; " + log() + " says:\n" + errors());
    }

    /** The last lines of the log that tell of errors, else its last lines. */
    private String errors() {
        try {
            List<String> lines = newLines();
            List<String> errors = lines.stream()
                    .filter(line ->
                            line.contains(" ERROR ") || line.contains(" FATAL ") || line.startsWith("Caused by"))
                    .toList();
            List<String> told = errors.isEmpty() ? lines : errors;
            return String.join("\n", told.subList(Math.max(0, told.size() - 8), told.size()));
        } catch (IOException unreadable) {
            return ToolRun.tail(folder.logs(number).resolve("wildfly-console.log"), 8);
        }
    }

    private List<String> newLines() throws IOException {
        long length = Files.size(log());
        try (InputStream lines = Files.newInputStream(log())) {
            // It is looked at five times a second, and what stands before may be long.
            lines.skipNBytes(logBefore <= length ? logBefore : 0);
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private void makeLogs() {
        try {
            Files.createDirectories(folder.logs(number));
        } catch (IOException e) {
            throw Refusal.failed("cannot make " + folder.logs(number), e);
        }
    }

    /** The first one is called as it was when it was always alone. */
    private Path mark() {
        return folder.mark(number == 1 ? "wildfly" : "wildfly-" + number);
    }

    private Path deployments() {
        return folder.node(number).resolve("deployments");
    }

    private Path marker(String ending) {
        return deployments().resolve(EAR + ending);
    }
}

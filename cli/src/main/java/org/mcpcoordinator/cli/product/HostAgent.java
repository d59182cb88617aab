package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The host agent of {@code up}: started before WildFly from the same jar the EAR carries, in a session of its own. Who it
 * is, is asked over its socket, because after a crash WildFly may have started another one.
 */
final class HostAgent {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final String MARK = "agent";

    private final DataFolder folder;

    HostAgent(DataFolder folder) {
        this.folder = folder;
    }

    /** The running agent. */
    Optional<ProcessHandle> process() {
        return new AgentSocket(folder.agent())
                .pid()
                .flatMap(ProcessHandle::of)
                .or(() -> ProcessMark.read(folder.mark(MARK)).flatMap(ProcessMark::handle));
    }

    /** Starts it unless it runs; returns when it answers. */
    void start(Path java, Path jar) {
        if (process().isPresent()) {
            return;
        }
        Path own = folder.agent().resolve("server-host.jar");
        try {
            if (!Files.exists(own) || Files.mismatch(jar, own) >= 0) {
                Path draft = folder.agent().resolve("server-host.jar.new");
                Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
                Files.move(draft, own, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot copy the host agent to " + own, e);
        }
        Process process = ToolRun.detach(
                List.of(
                        java.resolve("bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        own.toString(),
                        "agent",
                        "--dir",
                        folder.agent().toString()),
                speaksUtf8(System.getenv()),
                folder.agent(),
                log());
        awaitAnswer(process);
    }

    /** What the agent's environment has to have besides, so that programs are not handed question marks for other letters. */
    static Map<String, String> speaksUtf8(Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        return locale.toUpperCase(Locale.ROOT).matches(".*UTF-?8") ? Map.of() : Map.of("LC_ALL", "C.UTF-8");
    }

    private void awaitAnswer(Process process) {
        ProcessMark.of(process.pid()).ifPresent(mark -> mark.write(folder.mark(MARK)));
        AgentSocket socket = new AgentSocket(folder.agent());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (socket.pid().isEmpty()) {
            if (WildFly.pauseOrEnd(process.toHandle(), STEP)) {
                if (ToolRun.tail(log(), 12).contains("usage: server-host.jar")) {
                    return;
                }
                throw Refusal.failed("the host agent ended right after its start; " + log() + " ends with:\n"
                        + ToolRun.tail(log(), 12));
            }
            if (System.nanoTime() > deadline) {
                throw Refusal.failed(
                        "the host agent does not answer after " + START_LIMIT.toSeconds() + " s; see " + log());
            }
        }
    }

    /** Ends it and its servers; false when none runs. */
    boolean stop() {
        Optional<ProcessHandle> found = process();
        found.ifPresent(process -> {
            if (!new AgentSocket(folder.agent()).shutdown(true)) {
                process.destroy();
            }
            if (!WildFly.pauseOrEnd(process, STOP_LIMIT)) {
                throw Refusal.failed("the host agent (pid " + process.pid() + ") does not end; see " + log());
            }
        });
        return found.isPresent();
    }

    private Path log() {
        return folder.logs().resolve("agent.log");
    }
}

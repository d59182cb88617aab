package org.mcpcoordinator.cli.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.cli.Printer;
import org.mcpcoordinator.cli.Refusal;

/** The host agent of {@code up}: started before WildFly from the same jar the EAR carries, in a session of its own. */
final class HostAgent {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final DataFolder folder;
    private final Installation installation;
    private final Printer printer;

    HostAgent(DataFolder folder, Installation installation, Printer printer) {
        this.folder = folder;
        this.installation = installation;
        this.printer = printer;
    }

    private Optional<ProcessHandle> process() {
        return ProcessMark.read(folder.mark("agent")).flatMap(ProcessMark::handle);
    }

    void start(Path java) {
        if (process().isPresent()) {
            return;
        }
        Path jar = folder.agent().resolve("server-host.jar");
        try {
            Files.copy(installation.serverHostJar(), jar, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Refusal.failed("cannot copy the host agent to " + jar, e);
        }
        Process process = ToolRun.detach(
                List.of(
                        java.resolve("bin/java").toString(),
                        "-jar",
                        jar.toString(),
                        "agent",
                        "--dir",
                        folder.agent().toString()),
                Map.of(),
                folder.agent(),
                folder.logs().resolve("agent.log"));
        ProcessMark.of(process.pid()).ifPresent(mark -> mark.write(folder.mark("agent")));
        boolean ended = WildFly.pauseOrEnd(process.toHandle(), Duration.ofSeconds(1));
        printer.step(ended ? "Host agent    not part of this build" : "Host agent    " + folder.agent());
    }

    boolean stop() {
        Optional<ProcessHandle> found = process();
        found.ifPresent(process -> {
            process.destroy();
            if (!WildFly.pauseOrEnd(process, STOP_LIMIT)) {
                process.destroyForcibly();
                WildFly.pauseOrEnd(process, START_LIMIT);
            }
        });
        return found.isPresent();
    }
}

package org.mcpcoordinator.host.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Starts serve processes: small, in a session of their own, with output to a file. Memory that runs out in a call fails
 * that call only; elsewhere it ends the process, see {@code Serve}.
 */
final class ServeLauncher {
    private static final List<String> SMALL = List.of(
            "-Xms8m",
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss256k",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Djava.awt.headless=true");

    private final AgentSettings settings;
    private final SecureRandom random = new SecureRandom();

    ServeLauncher(AgentSettings settings) {
        this.settings = settings;
    }

    /** A new process's record; its identity cannot be guessed. */
    ServeRecord record(String category, String name, Instant now) {
        byte[] identity = new byte[16];
        random.nextBytes(identity);
        return new ServeRecord(name, category, HexFormat.of().formatHex(identity), settings.bootId(), now.toString());
    }

    Process start(ServeRecord record) throws IOException {
        Path socket = record.socket(settings.serve());
        Files.deleteIfExists(socket);
        record.save(settings.serve());
        Path log = settings.serveLogs().resolve(record.name() + ".log");
        return start(List.of(), record.category(), socket, log, "--identity", record.identity());
    }

    /** One that nobody finds again, with its data in that folder. */
    Process alone(Path socket, Path folder, Path log) throws IOException {
        return start(List.of("-Dcoordinator.serve.directory=" + folder), "trial", socket, log);
    }

    private Process start(List<String> properties, String category, Path socket, Path log, String... more)
            throws IOException {
        List<String> argv = new ArrayList<>();
        Program.setsid().ifPresent(setsid -> argv.add(setsid.toString()));
        argv.add(settings.java().toString());
        argv.addAll(SMALL);
        argv.addAll(properties);
        argv.addAll(settings.program());
        argv.addAll(List.of("serve", "--category", category, "--socket", socket.toString()));
        argv.addAll(List.of(more));
        OwnFiles.touch(log);
        ProcessBuilder builder = new ProcessBuilder(argv);
        CleanEnvironment.base(builder.environment());
        return builder.directory(settings.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}

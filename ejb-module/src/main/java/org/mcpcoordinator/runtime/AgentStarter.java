package org.mcpcoordinator.runtime;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the host agent where none answers: unpacks its jar, and detaches it so that it outlives WildFly. Where WildFly
 * is a unit of systemd the agent should be one too: a session of its own does not leave WildFly's control group.
 */
final class AgentStarter {
    private static final Logger LOG = Logger.getLogger(AgentStarter.class);
    private static final String JAR = "server-host.jar";
    private static final Set<String> BASE = Set.of("PATH", "HOME", "LANG", "TMPDIR");
    private static final Set<String> CERTIFICATES = Set.of("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR");

    private final RuntimeConfig config;
    private final String host;
    private final Supplier<@Nullable InputStream> carried;
    private final Optional<OwnDoor> door;
    private @Nullable Process started;

    /** @param carried opens the jar that the application carries; null where it carries none */
    AgentStarter(RuntimeConfig config, String host, Supplier<@Nullable InputStream> carried) {
        this(config, host, carried, Optional.empty());
    }

    /** @param door where the agent is to let nodes of other hosts in */
    AgentStarter(RuntimeConfig config, String host, Supplier<@Nullable InputStream> carried, Optional<OwnDoor> door) {
        this.door = door;
        this.config = config;
        this.host = host;
        this.carried = carried;
    }

    /** Where the jar is unpacked. */
    Path jar() {
        return config.directory().resolve(JAR);
    }

    /** CRC-32 of the carried jar in hex; empty if none is carried. */
    String build() throws IOException {
        try (InputStream input = carried.get()) {
            return input == null ? "" : sum(input);
        }
    }

    /** Starts an agent unless the one started last is still on its way. */
    void start() throws IOException {
        if (started != null && started.isAlive()) {
            return;
        }
        ownFolder(config.directory());
        unpack();
        Path logs = ownFolder(config.directory().resolve("logs"));
        List<String> argv = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            argv.add(setsid.toString());
        }
        argv.addAll(List.of(
                config.java().toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        argv.addAll(List.of(
                "-jar", jar().toString(), "agent", "--dir", config.directory().toString()));
        argv.addAll(List.of("--host-name", host, "--parallel-starts", Integer.toString(config.parallelStarts())));
        if (!config.serverUser().equals(RuntimeConfig.USUAL_USER)) {
            argv.addAll(List.of("--server-user", config.serverUser()));
        }
        door.ifPresent(open -> argv.addAll(
                List.of("--listen", open.listen(), "--cluster-key", open.key().toString())));
        ProcessBuilder builder = new ProcessBuilder(argv);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !BASE.contains(name) && !leadsToRegistries(name));
        if (!environment.getOrDefault("LANG", "").toUpperCase(Locale.ROOT).matches(".*UTF-?8")) {
            // Else programs are handed question marks for what is not ASCII.
            environment.put("LANG", "C.UTF-8");
        }
        // Not among its arguments, which every user of the machine can read.
        door.ifPresent(open -> environment.put("COORDINATOR_CLUSTER_SECRET", open.secret()));
        started = builder.directory(config.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve("agent.log").toFile()))
                .start();
        LOG.infof("Started the host agent, process %d, in %s", started.pid(), config.directory());
    }

    /** The agent lets package managers see these, and nobody else. */
    private static boolean leadsToRegistries(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return CERTIFICATES.contains(name)
                || name.endsWith("_PROXY")
                || name.startsWith("NPM_CONFIG_")
                || name.startsWith("PIP_")
                || name.startsWith("UV_");
    }

    /** Puts the carried jar in place, whole: running programs keep the file they have opened. */
    private void unpack() throws IOException {
        try (InputStream input = carried.get()) {
            if (input == null) {
                if (!Files.isRegularFile(jar())) {
                    throw new IOException("this application carries no " + JAR + ", and there is none at " + jar());
                }
                return;
            }
            if (Files.isRegularFile(jar()) && sum(Files.newInputStream(jar())).equals(build())) {
                return;
            }
            Path fresh = jar().resolveSibling(JAR + ".new");
            Files.copy(input, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, jar(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String sum(InputStream opened) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream input = new CheckedInputStream(opened, sum)) {
            input.transferTo(OutputStream.nullOutputStream());
        }
        return Long.toHexString(sum.getValue());
    }

    /** A folder nobody else may look into. */
    private static Path ownFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}

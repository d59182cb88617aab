package org.mcpcoordinator.cli.product;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * The PostgreSQL of {@code up}: zonky's binaries, unpacked and initialised once in the data folder, then run by
 * {@code pg_ctl} in a session of its own, so that it outlives this command. Made safe: fsync and synchronous commit on,
 * loopback only, scram for everybody from the first moment, no Unix socket.
 */
final class Database {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Of one node: its pools of 40 and 4, and what looks at the database besides. */
    private static final int CONNECTIONS_ALONE = 120;
    /** A cluster grows while PostgreSQL runs, so it is made for the largest. */
    private static final int CONNECTIONS_OF_A_CLUSTER = 300;

    private final DataFolder folder;
    private final Installation installation;
    private final int port;
    private final int connections;
    private final Passwords passwords;

    /** Passwords of the three roles. */
    record Passwords(String superuser, String owner, String app) {}

    Database(DataFolder folder, Installation installation, UpFile file, Passwords passwords) {
        this(
                folder,
                installation,
                file.postgresPort(),
                file.cluster().isEmpty() ? CONNECTIONS_ALONE : CONNECTIONS_OF_A_CLUSTER,
                passwords);
    }

    private Database(DataFolder folder, Installation installation, int port, int connections, Passwords passwords) {
        this.folder = folder;
        this.installation = installation;
        this.port = port;
        this.connections = connections;
        this.passwords = passwords;
    }

    static String url(int port) {
        return DatabaseScript.url(port, DatabaseScript.DATABASE);
    }

    /** The one that was marked, or one that somebody else has started on the same data since. */
    static Optional<ProcessHandle> process(DataFolder folder) {
        Path data = folder.postgres().resolve("data");
        return ProcessMark.read(folder.mark("postgres"))
                .flatMap(ProcessMark::handle)
                .or(() -> postmaster(data).filter(pid -> runsOn(pid, data)).flatMap(ProcessHandle::of));
    }

    static boolean isRunning(DataFolder folder) {
        return process(folder).isPresent();
    }

    /** Initialises what is not there, starts what does not run, and brings roles and tables up to date. */
    void start() {
        if (!isRunning(folder)) {
            if (!Files.exists(initialised())) {
                initialise();
            }
            configure();
            forgetStaleLock();
            control(
                    "Starting PostgreSQL",
                    "-l",
                    folder.logs().resolve("postgres.log").toString(),
                    "-w",
                    "start");
            postmaster(data()).flatMap(ProcessMark::of).orElseThrow(this::died).write(folder.mark("postgres"));
        }
        new DatabaseScript(installation.databaseScript(), port, passwords).run();
    }

    private Refusal died() {
        return Refusal.failed(
                "PostgreSQL ended right after its start; " + folder.logs().resolve("postgres.log") + " ends with:\n"
                        + ToolRun.tail(folder.logs().resolve("postgres.log"), 12));
    }

    /** Ends every session and stops; false when none of ours runs. */
    static boolean stop(DataFolder folder) {
        if (!isRunning(folder)) {
            return false;
        }
        new Database(folder, new Installation(folder.root()), 0, 0, new Passwords("", "", ""))
                .control("Stopping PostgreSQL", "-m", "fast", "-w", "stop");
        return true;
    }

    private Path data() {
        return folder.postgres().resolve("data");
    }

    private Path initialised() {
        return folder.postgres().resolve("initialised");
    }

    private void initialise() {
        Path passwordFile = folder.postgres().resolve("initdb-password");
        Path initLog = folder.logs().resolve("postgres-init.log");
        try {
            // Only what was never complete: a finished one has its mark.
            DataFolder.deleteAll(data());
            Files.createDirectories(folder.postgres());
            DataFolder.writePrivate(passwordFile, passwords.superuser() + "\n");
            EmbeddedPostgres.builder()
                    .setDataDirectory(data())
                    .setOverrideWorkingDirectory(
                            folder.postgres().resolve("server").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(LIMIT)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(initLog.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(initLog.toFile()))
                    .setLocaleConfig("pwfile", passwordFile.toString())
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setConnectConfig("password", passwords.superuser())
                    .start()
                    .close();
            Files.writeString(
                    data().resolve("postgresql.conf"),
                    Files.readString(data().resolve("postgresql.conf")) + "\ninclude 'coordinator.conf'\n");
            Files.writeString(initialised(), "");
        } catch (IOException | IllegalStateException e) {
            throw Refusal.failed("cannot initialise PostgreSQL in " + folder.postgres() + " (see " + initLog + ")", e);
        } finally {
            delete(passwordFile);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw Refusal.failed("cannot delete " + path, e);
        }
    }

    private void configure() {
        try {
            Files.writeString(data().resolve("coordinator.conf"), """
                    # Written by every start; put your own settings behind the include in postgresql.conf.
                    listen_addresses = '127.0.0.1'
                    port = %d
                    unix_socket_directories = ''
                    max_connections = %d
                    fsync = on
                    synchronous_commit = on
                    shared_buffers = 96MB
                    timezone = 'UTC'
                    log_timezone = 'UTC'
                    log_line_prefix = '%%m [%%p] %%a '
                    """.formatted(port, connections));
        } catch (IOException e) {
            throw Refusal.failed("cannot write PostgreSQL's settings", e);
        }
    }

    /** After a reboot the pid in PostgreSQL's lock file may belong to somebody else, and PostgreSQL would refuse to start. */
    private void forgetStaleLock() {
        postmaster(data())
                .filter(pid -> !runsOn(pid, data()))
                .ifPresent(pid -> delete(data().resolve("postmaster.pid")));
    }

    private static boolean runsOn(long pid, Path data) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .filter(line -> line.contains(data.toString()))
                .isPresent();
    }

    private static Optional<Long> postmaster(Path data) {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst().map(String::trim).map(Long::valueOf);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private void control(String purpose, String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binary("pg_ctl").toString());
        command.addAll(List.of("-D", data().toString()));
        command.addAll(List.of(arguments));
        ToolRun.run(purpose, command, Map.of(), folder.logs().resolve("pg_ctl.log"), LIMIT);
    }

    private Path binary(String name) {
        try (Stream<Path> unpacked = Files.list(folder.postgres().resolve("server"))) {
            return unpacked.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> Refusal.failed("PostgreSQL's programs are missing below " + folder.postgres()
                            + "; start afresh with up --fresh"));
        } catch (IOException e) {
            throw Refusal.failed("PostgreSQL's programs cannot be found", e);
        }
    }
}

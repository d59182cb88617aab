package org.mcpcoordinator.cli.product;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;

/** HAProxy in front of several nodes, where the machine has it: told its nodes, started in a session of its own, told anew. */
final class Balancer {
    private static final String PROGRAM = "haproxy";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration READY_LIMIT = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
    /** Where it lies and an ordinary user's PATH does not lead. */
    private static final List<String> BESIDES = List.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin");

    private static final String SOURCE = "# source ";

    private static final String FIRST = "server node-1 ";

    private static final boolean LINUX = System.getProperty("os.name", "").startsWith("Linux");

    private final DataFolder folder;
    private final Path template;

    Balancer(DataFolder folder, Installation installation) {
        this.folder = folder;
        this.template = installation.balancerTemplate();
    }

    /** The program, where there is one. */
    static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), BESIDES.stream())
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place).resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program for an installation that stands behind it; refuses where it is gone. */
    static Path programFor(UpFile file) {
        return program()
                .orElseThrow(() -> Refusal.refused("HAProxy, which stood in front of the nodes at port "
                        + file.httpPort() + ", is gone; install it, or say down and up to do without"));
    }

    /** Stands while the one that runs has been told what its file says. */
    private Flag loaded() {
        return new Flag(folder.root().resolve("haproxy.loaded"));
    }

    static Optional<ProcessHandle> process(DataFolder folder) {
        return ProcessMark.read(folder.mark(PROGRAM)).flatMap(ProcessMark::handle);
    }

    /**
     * Has it run with these nodes behind it; one that runs goes on with the connections it has. Returns when it serves.
     *
     * @param ready asks the product at an address
     */
    void bring(UpFile file, Predicate<String> ready) {
        Path program = programFor(file);
        Path configuration = folder.root().resolve("haproxy.cfg");
        write(program, configuration, text(file));
        Optional<ProcessHandle> running = process(folder);
        if (running.isEmpty()) {
            start(program, configuration);
        } else if (!loaded().stands()) {
            // The master begins new workers; the old ones end with their last connection.
            ToolRun.run(
                    "Telling HAProxy",
                    List.of("kill", "-USR2", Long.toString(running.get().pid())),
                    Map.of(),
                    folder.logs().resolve("haproxy-check.log"),
                    TOOL_LIMIT);
        }
        loaded().raise();
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!ready.test(file.url())) {
            if (process(folder).isEmpty() || System.nanoTime() > deadline) {
                throw Refusal.failed("HAProxy does not serve at " + file.url() + "; its log ends with:\n"
                        + ToolRun.tail(folder.logs().resolve("haproxy.log"), 8));
            }
            Pause.of(STEP);
        }
    }

    private void start(Path program, Path configuration) {
        Process process = ToolRun.detach(
                List.of(program.toString(), "-W", "-db", "-f", configuration.toString()),
                Map.of(),
                folder.root(),
                folder.logs().resolve("haproxy.log"));
        ProcessMark.of(process.pid())
                .orElseThrow(() -> Refusal.failed("HAProxy ended right after its start:\n"
                        + ToolRun.tail(folder.logs().resolve("haproxy.log"), 8)))
                .write(folder.mark(PROGRAM));
    }

    /** The shipped configuration with this product's addresses. */
    String text(UpFile file) {
        try (Stream<String> lines = Files.lines(template)) {
            return lines.flatMap(line -> filledIn(line, file)).collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + template, e);
        }
    }

    private Stream<String> filledIn(String line, UpFile file) {
        String word = line.strip();
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        if (word.startsWith("bind ")) {
            return Stream.of(indent + "bind 127.0.0.1:" + file.httpPort());
        }
        if (word.startsWith(SOURCE) && !address().isEmpty()) {
            return Stream.of(indent + "source " + address());
        }
        if (word.startsWith("stats socket ")) {
            return Stream.of(indent + "stats socket " + quoted(socket()) + " mode 600 level admin");
        }
        if (word.startsWith(FIRST)) {
            return file.nodes().stream()
                    .map(node -> line.replace("node-1", node.name())
                            .replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + node.httpPort()));
        }
        return word.startsWith("server node-") ? Stream.empty() : Stream.of(line);
    }

    /** HAProxy ends a word at a blank, a comment begins at a hash (configuration manual, section 2.2). */
    private static String quoted(Path path) {
        return path.toString().replaceAll("([\\\\\\s#\"'$])", "\\\\$1");
    }

    /**
     * The address it connects to nodes from, another one than that of everybody on this machine; empty where a machine has but
     * one of its own.
     */
    static String address() {
        return LINUX ? "127.0.0.2" : "";
    }

    /** Waits until it gives calls to that node, or none any more. */
    void await(String node, boolean gives) {
        BalancerTalk talk = new BalancerTalk(socket());
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (talk.gives(node).filter(now -> now == gives).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw Refusal.failed("HAProxy " + (gives ? "does not give calls to " : "still gives calls to ") + node
                        + " after " + READY_LIMIT.toSeconds() + " s; see "
                        + folder.logs().resolve("haproxy.log"));
            }
            Pause.of(STEP);
        }
    }

    /** Beside the agent's, where paths are short enough. */
    private Path socket() {
        return folder.agent().resolve("haproxy.sock");
    }

    /** Puts it in the place of the one before once HAProxy itself has found it good. */
    void write(Path program, Path file, String text) {
        try {
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return;
            }
            Path draft = file.resolveSibling("haproxy.cfg.new");
            Files.writeString(draft, text);
            ToolRun.run(
                    "HAProxy's check of " + draft,
                    List.of(program.toString(), "-c", "-q", "-f", draft.toString()),
                    Map.of(),
                    folder.logs().resolve("haproxy-check.log"),
                    TOOL_LIMIT);
            loaded().lower();
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file, e);
        }
    }

    /** Ends it and its connections; false when none runs. */
    static boolean stop(DataFolder folder) {
        Optional<ProcessHandle> found = process(folder);
        found.ifPresent(process -> {
            process.destroy();
            if (!WildFly.pauseOrEnd(process, STOP_LIMIT)) {
                process.destroyForcibly();
                WildFly.pauseOrEnd(process, STOP_LIMIT);
            }
        });
        return found.isPresent();
    }
}

package org.mcpcoordinator.cli.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs}: what the parts of the product wrote. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the log of WildFly, the host agent or PostgreSQL; of a server: servers NAME logs.")
final class LogsCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(300);

    private final Shell shell;

    @Mixin
    private final DataOption data = new DataOption();

    enum Source {
        wildfly("server.log"),
        agent("agent.log"),
        postgres("postgres.log"),
        console("wildfly-console.log");

        private final String file;

        Source(String file) {
            this.file = file;
        }
    }

    @Parameters(arity = "0..1", paramLabel = "PART", description = "${COMPLETION-CANDIDATES} (default: wildfly).")
    private Source source = Source.wildfly;

    @Option(names = "--lines", paramLabel = "N", description = "Last lines to begin with (default: 50).")
    private int lines = 50;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what is written, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--node", paramLabel = "K", description = "Which WildFly, where there are several (default: 1).")
    private int node = 1;

    LogsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        boolean ofANode = source == Source.wildfly || source == Source.console;
        Path file = folder.logs(ofANode ? node : 1).resolve(source.file);
        if (!Files.exists(file)) {
            throw Refusal.refused("there is no " + file + " yet");
        }
        try {
            long end = Files.size(file);
            last(file).forEach(shell.printer()::line);
            while (follow) {
                Pause.of(STEP);
                end = printFrom(file, end);
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    private ArrayDeque<String> last(Path file) throws IOException {
        ArrayDeque<String> kept = new ArrayDeque<>();
        try (Stream<String> all = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            all.forEach(line -> {
                if (kept.size() == Math.max(1, lines)) {
                    kept.removeFirst();
                }
                kept.addLast(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            });
        }
        return kept;
    }

    /** Prints what was appended since; a file that became shorter was rotated and is read from its start. */
    private long printFrom(Path file, long from) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long start = channel.size() < from ? 0 : from;
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size() - start, 1 << 20));
            int read = channel.read(buffer, start);
            if (read <= 0) {
                return start;
            }
            String text = new String(buffer.array(), 0, read, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            if (end < 0) {
                return start;
            }
            text.substring(0, end).lines().forEach(shell.printer()::line);
            return start + text.substring(0, end + 1).getBytes(StandardCharsets.UTF_8).length;
        }
    }
}

package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.Colour;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.PlainText;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code try}: a program before it joins, started beside the fleet and ended again. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description =
                "Starts a program or a built-in type beside the fleet, tells what it offers and takes, and ends it after 20 s at most; asks a"
                        + " remote one.",
        footer = {
            "",
            "  coordinator try ~/.cursor/mcp.json --server notes",
            "  coordinator try --command -- npx -y @modelcontextprotocol/server-memory",
            "",
            "The file is a fleet file, or one that import reads. Nothing of the program is kept but packages. A program that",
            "is new takes the role admin and the list of allowed commands, as in a plan.",
            "",
            "Exit codes: 0 it speaks MCP; 1 it does not, and the sentence says how it came out; 2 refused."
        })
final class TryCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ABOUT = 70;

    /** An installation has three minutes. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(190);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "The file; - for standard input. With --command the words of a program.")
    private List<String> words = List.of();

    @Option(names = "--command", description = "The words after -- are a program that speaks stdio.")
    private boolean command;

    @Option(names = "--server", paramLabel = "NAME", description = "Which of the file (default: the only one).")
    private @Nullable String server;

    @Option(names = "--format", paramLabel = "F", description = "What the file is (default: it is looked at).")
    private @Nullable String format;

    @Option(
            names = "--secret",
            paramLabel = "NAME=FILE",
            description = "The value of a secret that it names, for this trial only, from a file.")
    private Map<String, Path> secrets = new LinkedHashMap<>();

    TryCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (!command && words.size() > 1) {
            throw Refusal.refused(
                    "one file is tried at a time; for a program: coordinator try --command -- PROGRAM ...");
        }
        ObjectNode wish = JSON.createObjectNode()
                .put(
                        "file",
                        command
                                ? program()
                                : FleetInput.read(words.get(0), shell).text())
                .put("server", server)
                .put("format", format);
        ObjectNode values = wish.putObject("secrets");
        secrets.forEach((name, file) -> values.put(name, value(file)));
        JsonNode trial = tried(wish);
        remote.print(trial, printer -> tell(trial, printer));
        return trial.path("state").asText().equals("ANSWERED") ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** The host goes on installing a package whoever waits, so it is asked again until that is there. */
    private JsonNode tried(ObjectNode wish) {
        long began = System.nanoTime();
        while (true) {
            try {
                return remote.api().post("trials", wish);
            } catch (Refusal refusal) {
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                if (!refusal.problem().code().equals("PACKAGES_ON_THE_WAY") || waited.compareTo(LONGEST_FETCH) > 0) {
                    throw refusal;
                }
                shell.printer().step("its package is being installed, " + waited.toSeconds() + " s");
            }
        }
    }

    /** A file of clients, so that the server makes of it what it makes of those. */
    private String program() {
        ObjectNode file = JSON.createObjectNode();
        ObjectNode entry = file.putObject("mcpServers").putObject("tried").put("command", words.get(0));
        words.stream().skip(1).forEach(entry.putArray("args")::add);
        return file.toString();
    }

    private static String value(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file, e);
        }
    }

    private static void tell(JsonNode trial, Printer printer) {
        boolean good = trial.path("state").asText().equals("ANSWERED");
        String name = trial.path("server").asText();
        if (!good) {
            printer.line(
                    Colour.RED,
                    PlainText.of(name + ": " + trial.path("sentence").asText()));
        } else {
            printer.line(
                    PlainText.of(name + " speaks MCP " + trial.path("revision").asText() + ", calls itself "
                            + trial.path("program").asText() + ", answered after "
                            + trial.path("startMillis").asLong() + " ms" + taken(trial) + "."));
            Table table = new Table("TOOL", "DOES");
            trial.path("tools")
                    .forEach(tool -> table.row(
                            PlainText.of(tool.path("name").asText()),
                            PlainText.of(tool.path("description").asText(), LONGEST_ABOUT)));
            printer.table(table, "It lists no tools.");
        }
        trial.path("lines").forEach(line -> printer.line(PlainText.of("| " + line.asText())));
        if (!trial.path("gone").asBoolean()) {
            printer.line(Colour.YELLOW, "Something of it could not be ended in time; look at the host's processes.");
        }
    }

    /** Nothing here, where a remote server was asked. */
    private static String taken(JsonNode trial) {
        return trial.has("memoryKb")
                ? ", takes " + Math.max(1, trial.path("memoryKb").asLong() / 1024) + " MB in "
                        + processes(trial.path("processes").asInt())
                : "";
    }

    private static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }
}

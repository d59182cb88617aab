package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.RegistryPages;
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

/** {@code import}: servers from another tool's file, into a plan, a fleet file, or the fleet that runs. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Reads another tool's file of servers, tells what becomes of each, and plans them into the fleet.",
        footer = {
            "",
            "Formats: mcpServers (Claude Desktop, Claude Code, Cursor, Windsurf), vscode, registry (server.json, or a",
            "registry's address), contextforge, docker, toolhive, mcphub. A fleet file is planned as it is, and takes",
            "neither --dry-run nor --out.",
            "Nothing is removed from the fleet, and secrets are moved to the store. --dry-run stores nothing at all.",
            "",
            "Exit codes: 0 done; 1 servers of the file stay out, or the rollout failed; 2 refused."
        })
final class ImportCommand implements Callable<Integer> {
    private static final int LONGEST_SHOWN = 60;
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "FILE|URL", description = "A file, - for standard input, or the address of a registry.")
    private String source = "";

    @Option(names = "--format", paramLabel = "F", description = "What it is (default: it is looked at).")
    private @Nullable String format;

    @Option(names = "--fleet", paramLabel = "FLEET", description = "Fleet to join (default: the one imported last).")
    private @Nullable String fleet;

    @Option(
            names = "--on-clash",
            paramLabel = "HOW",
            description = "When a name is taken: skip (default), rename or replace.")
    private @Nullable String clash;

    @Option(names = "--leave", split = ",", paramLabel = "NAME", description = "Servers of the file that stay out.")
    private List<String> left = List.of();

    @Option(
            names = "--category",
            split = ",",
            paramLabel = "NAME=CATEGORY",
            description = "Another category than the one proposed.")
    private Map<String, String> categories = new LinkedHashMap<>();

    @Option(names = "--search", paramLabel = "TEXT", description = "What to ask a registry for.")
    private @Nullable String search;

    @Option(names = "--dry-run", description = "Tell, and store nothing.")
    private boolean dryRun;

    @Option(names = "--out", paramLabel = "FILE", description = "Write a fleet file of them, secrets by name only.")
    private @Nullable Path out;

    @Option(names = "--apply", description = "Roll the plan out at once.")
    private boolean apply;

    @Mixin
    private RolloutOptions rollout = new RolloutOptions();

    ImportCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (Stream.of(dryRun, apply, out != null).filter(each -> each).count() > 1) {
            throw Refusal.refused("--dry-run, --out and --apply exclude each other");
        }
        Api api = remote.api();
        FleetInput input = source.matches("https?://.*")
                ? new FleetInput(RegistryPages.fetch(source, search), "application/json")
                : FleetInput.read(source, shell);
        if (format == null && isFleetFile(input)) {
            if (dryRun || out != null) {
                throw Refusal.refused(source + " is a fleet file already: --dry-run and --out are for files of other"
                        + " tools. coordinator plan " + source + " keeps its plan, and installs packages it names");
            }
            return planned(api, input.plan(api), () -> input.plan(api));
        }
        if (dryRun) {
            JsonNode look = api.post(path("imports"), input.type(), input.text());
            remote.print(look, printer -> tell(look, printer));
            return code(look);
        }
        return out != null
                ? written(api.post(path("imports/files"), input.type(), input.text()), out)
                : imported(api, () -> api.post(path("imports/plans"), input.type(), input.text()));
    }

    private int imported(Api api, Supplier<JsonNode> read) {
        JsonNode made = read.get();
        int stayOut = code(made.path("look"));
        if (remote.json() && !apply) {
            shell.printer().json(made);
            return stayOut;
        }
        if (!remote.json()) {
            tell(made.path("look"), shell.printer());
            shell.printer().line("");
        }
        int code = planned(api, made.path("plan"), () -> read.get().path("plan"));
        return code == ExitCode.DONE ? stayOut : code;
    }

    private int planned(Api api, JsonNode plan, Supplier<JsonNode> anew) {
        if (apply && !plan.path("changes").isEmpty()) {
            return rollout.start(api, plan, anew, rollout.reason(), remote, shell);
        }
        remote.print(plan, printer -> PlanView.print(plan, false, printer));
        return ExitCode.DONE;
    }

    private String path(String name) {
        return new Query(name)
                .with("format", format)
                .with("fleet", fleet)
                .with("clash", clash)
                .with("leave", left.isEmpty() ? null : String.join(",", left))
                .with("category", categories.isEmpty() ? null : pairs())
                .toString();
    }

    private String pairs() {
        return categories.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(","));
    }

    private int written(JsonNode look, Path file) {
        try {
            if (Files.exists(file)) {
                throw Refusal.refused(file + " is there already; it is not overwritten");
            }
            Files.writeString(file, look.path("fleetFile").toPrettyString() + "\n");
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file, e);
        }
        remote.print(look, printer -> {
            tell(look, printer);
            printer.line("Written to " + file + ", and the secrets are in the store. Next: coordinator plan " + file);
        });
        return code(look);
    }

    /** A file of ours has a fleet's name and a list of servers. */
    private static boolean isFleetFile(FleetInput input) {
        if (input.type().endsWith("yaml")) {
            return input.text().lines().anyMatch(line -> line.startsWith("fleet:"));
        }
        try {
            JsonNode root = new ObjectMapper().readTree(input.text());
            return root != null && root.has("fleet") && root.path("servers").isArray();
        } catch (JsonProcessingException notPlain) {
            return false;
        }
    }

    private static int code(JsonNode look) {
        boolean all = StreamSupport.stream(look.path("servers").spliterator(), false)
                .noneMatch(server ->
                        outcome(server).equals("cannot") || outcome(server).equals("clash"));
        return all ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String outcome(JsonNode server) {
        return server.path("outcome").asText().toLowerCase(Locale.ROOT);
    }

    private static void tell(JsonNode look, Printer printer) {
        printer.line("Read as " + look.path("format").asText() + ", for fleet "
                + look.path("fleet").asText() + ":");
        Table table = new Table("", "SERVER", "CATEGORY", "RUNS", "WHY");
        for (JsonNode server : look.path("servers")) {
            String reason = server.path("reason").asText();
            String name = server.path("name").asText();
            String was = server.path("was").asText();
            table.row(
                    outcome(server),
                    PlainText.of(name.equals(was) ? name : name + " (" + was + ")"),
                    server.path("category").asText(),
                    PlainText.of(server.path("runs").asText(), LONGEST_SHOWN),
                    PlainText.of(reason.isEmpty() ? server.path("why").asText() : reason));
        }
        printer.table(table, "No server.");
        for (JsonNode server : look.path("servers")) {
            String name = server.path("name").asText();
            server.path("notes")
                    .forEach(note -> printer.line(Colour.YELLOW, PlainText.of("Note: " + name + ": " + note.asText())));
            server.path("secrets")
                    .forEach(secret -> printer.line(PlainText.of("Secret: " + name + " keeps " + secret.asText())));
            for (Map.Entry<String, JsonNode> missing : server.path("missing").properties()) {
                printer.line(
                        Colour.RED,
                        PlainText.of("Missing: " + name + " wants a value for "
                                + missing.getValue().asText() + ": coordinator secrets set " + missing.getKey()));
            }
        }
    }
}

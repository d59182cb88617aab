package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools}: what the fleet's servers can do. */
@Command(
        name = "tools",
        mixinStandardHelpOptions = true,
        description =
                "Finds the tools of all servers that do what you want, best first; without words, lists them by name.")
final class ToolsCommand implements Callable<Integer> {
    private static final int LONGEST = 100;

    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..*", paramLabel = "QUERY", description = "What is to be done, in plain words.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--category", paramLabel = "CATEGORY", description = "Only of servers of this category.")
    private @Nullable String category;

    @Option(names = "--server", paramLabel = "SERVER", description = "Only of this server.")
    private @Nullable String server;

    @Option(names = "--limit", paramLabel = "N", description = "So many at most (default: 20).")
    private int limit = 20;

    @Option(
            names = "--describe",
            paramLabel = "NAME",
            description =
                    "All of one tool instead, by its name in the list: what it does and the schema of its arguments.")
    private @Nullable String described;

    ToolsCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (described != null) {
            if (!words.isEmpty() || category != null || server != null) {
                throw Refusal.refused("--describe shows one tool; leave the words and the other choices out");
            }
            JsonNode tool = remote.api().get("tools/" + Query.escape(described));
            remote.print(tool, described(tool), "");
            return ExitCode.DONE;
        }
        String query = String.join(" ", words);
        JsonNode found = remote.api()
                .get(new Query("tools")
                        .with("q", query.isBlank() ? null : query)
                        .with("category", category)
                        .with("server", server)
                        .with("size", limit)
                        .toString());
        Table table = new Table("TOOL", "SERVER", "DOES");
        for (JsonNode tool : found.path("items")) {
            table.row(tool.path("name").asText(), tool.path("server").asText(), line(tool));
        }
        remote.print(
                found,
                table,
                query.isBlank() ? "No server offers such tools." : "Nothing fits; say it in other words.");
        return ExitCode.DONE;
    }

    private static String line(JsonNode tool) {
        String text = tool.path("description").asText(tool.path("title").asText());
        String first = text.lines().findFirst().orElse("");
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "...";
    }

    private static Table described(JsonNode tool) {
        Table table = new Table("ARGUMENT", "TYPE", "NEEDED", "MEANS");
        JsonNode schema = tool.path("inputSchema");
        List<String> needed = new ArrayList<>();
        schema.path("required").forEach(name -> needed.add(name.asText()));
        table.row("(the tool)", "", "", tool.path("description").asText().replaceAll("\\s+", " "));
        schema.path("properties")
                .properties()
                .forEach(property -> table.row(
                        property.getKey(),
                        property.getValue().path("type").asText(),
                        needed.contains(property.getKey()) ? "yes" : "",
                        property.getValue().path("description").asText().replaceAll("\\s+", " ")));
        return table;
    }
}

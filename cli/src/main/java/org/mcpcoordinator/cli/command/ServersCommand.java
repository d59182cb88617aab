package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Pause;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code servers}: lists servers, shows one, or does something to it. */
@Command(
        name = "servers",
        mixinStandardHelpOptions = true,
        description = "Lists the servers, shows one, or restarts, stops, starts, drains, quarantines or releases it.")
final class ServersCommand implements Callable<Integer> {
    private static final Set<String> ACTIONS =
            Set.of("restart", "stop", "start", "drain", "quarantine", "release", "logs", "held", "approve");

    /** How long one request waits for the next line. */
    private static final int WAIT_SECONDS = 20;

    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One server.")
    private @Nullable String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "restart, stop, start, drain, quarantine, release, logs, held or approve.")
    private @Nullable String action;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "TOOL",
            description = "With approve: the tool that may be offered with what it says now.")
    private @Nullable String tool;

    @Option(names = "--always", description = "With approve: it may say what it likes from now on.")
    private boolean always;

    @Option(names = "--state", paramLabel = "S", description = "Only those in this state.")
    private @Nullable String state;

    @Option(names = "--category", paramLabel = "C", description = "Only those of this category.")
    private @Nullable String category;

    @Option(names = "--node", paramLabel = "N", description = "Only those on the host of this node.")
    private @Nullable String node;

    @Option(names = "--drift", description = "What differs from the wish or the record, and what did in the last week.")
    private boolean drift;

    @Option(names = "-q", paramLabel = "TEXT", description = "Only those whose name holds this.")
    private @Nullable String text;

    @Option(names = "--page", paramLabel = "N", description = "From 0 on.")
    private int page;

    @Option(names = "--size", paramLabel = "N", description = "1 to 1000 (default: 100).")
    private int size = 100;

    @Option(names = "--lines", paramLabel = "N", description = "Lines of log (default: 200).")
    private int lines = 200;

    @Option(
            names = {"-f", "--follow"},
            description = "With logs: go on printing what is written, until Ctrl-C.")
    private boolean follow;

    ServersCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (drift) {
            drift();
        } else if (name == null) {
            list();
        } else if (action == null) {
            JsonNode server = remote.api().get("servers/" + Query.escape(name));
            remote.print(server, ServerTable.of(server.path("instances")), "It has no instances.");
        } else if (!ACTIONS.contains(action)) {
            throw Refusal.refused("unknown action " + action + "; one of "
                    + String.join(", ", ACTIONS.stream().sorted().toList()));
        } else if (action.equals("logs")) {
            logs(name);
        } else if (action.equals("held")) {
            HeldTools.print(
                    remote,
                    remote.api()
                            .get(new Query("tools/held").with("server", name).toString()));
        } else if (action.equals("approve")) {
            HeldTools.print(remote, HeldTools.approve(remote, name, tool, always));
        } else {
            JsonNode moved = remote.api()
                    .post("servers/" + Query.escape(name) + "/" + action, JsonNodeFactory.instance.objectNode());
            remote.print(moved, ServerTable.of(moved.path("items")), "Done.");
        }
        return ExitCode.DONE;
    }

    private void drift() {
        JsonNode found = remote.api().get("drift");
        Table table = new Table("NAME", "KIND", "FOUND", "OVER", "MENDED", "WHAT");
        for (JsonNode item : found.path("items")) {
            int replica = item.path("replica").asInt();
            table.row(
                    item.path("name").asText() + (replica == 0 ? "" : "#" + replica),
                    item.path("kind").asText(),
                    item.path("foundAt").asText(),
                    item.path("healedAt").asText("-"),
                    item.path("mended").asBoolean() ? "yes" : "reported only",
                    item.path("detail").asText());
        }
        remote.print(found, table, "Nothing differs.");
    }

    private void list() {
        JsonNode found = remote.api()
                .get(new Query("servers")
                        .with("state", state)
                        .with("category", category)
                        .with("node", node)
                        .with("q", text)
                        .with("page", page)
                        .with("size", size)
                        .toString());
        Table table = ServerTable.of(found.path("items"));
        remote.print(found, table, "No server fits.");
        long total = found.path("total").asLong();
        if (!remote.json() && total > found.path("items").size()) {
            shell.printer()
                    .line("Page " + page + ", " + found.path("items").size() + " of " + total
                            + "; more with --page and --size.");
        }
    }

    private void logs(String server) {
        Query first = new Query("servers/" + Query.escape(server) + "/logs").with("lines", lines);
        JsonNode answer = remote.api().get(first.toString());
        print(answer);
        while (follow) {
            long began = System.nanoTime();
            long place = answer.path("next").asLong();
            answer = remote.api()
                    .get(new Query("servers/" + Query.escape(server) + "/logs")
                            .with("after", Long.toString(place))
                            .with("wait", WAIT_SECONDS)
                            .toString());
            print(answer);
            boolean atOnce = System.nanoTime() - began < BUSY.toNanos();
            if (atOnce && answer.path("lines").isEmpty()) {
                // Too many follow logs: this one has to ask again and again.
                Pause.of(BUSY);
            }
        }
    }

    private void print(JsonNode answer) {
        if (remote.json()) {
            shell.printer().json(answer);
            return;
        }
        answer.path("lines").forEach(line -> shell.printer().line(line.asText()));
    }
}

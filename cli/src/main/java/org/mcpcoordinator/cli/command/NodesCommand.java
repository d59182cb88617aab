package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.ApiDesk;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Members;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodes}: the WildFlys of the installation. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the WildFly nodes: what each does for all, how late it hears, and whether they see the same.",
            "Or changes a cluster that runs: add [N], drain NAME, undrain NAME, remove NAME, upgrade.",
            "add, remove and upgrade are for the cluster that up started here; drain and undrain for any."
        },
        footer = {
            "",
            "upgrade gives one node after the other what is built now, while the others serve.",
            "Options of WildFly's JVM may stand in COORDINATOR_WILDFLY_OPTIONS, as for up.",
            "Exit codes: 0 done; 1 something failed; 2 refused before anything was done."
        })
final class NodesCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "add, drain, undrain, remove or upgrade.")
    private @Nullable String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME|N",
            description = "Which node, for example node-2; with add: how many (default: 1).")
    private @Nullable String which;

    @Option(names = "--all", description = "With upgrade: nodes too that have what is built now.")
    private boolean all;

    NodesCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (action != null) {
            act(action);
        }
        list();
        return ExitCode.DONE;
    }

    private void act(String wanted) {
        switch (wanted) {
            case "add" -> here(members -> members.add(number(), options()));
            case "drain", "undrain" -> theLastStays(() -> drain(wanted));
            case "remove" -> theLastStays(() -> here(members -> members.remove(name())));
            case "upgrade" ->
                here(members -> {
                    if (members.upgrade(all, options()) == 0) {
                        shell.printer().step("Every node has what is built now; --all replaces them all the same.");
                    }
                });
            default ->
                throw Refusal.refused("unknown action " + wanted + "; one of add, drain, undrain, remove, upgrade");
        }
    }

    /** The one that is up alone is not drained; that is found out before anything is done. */
    private static void theLastStays(Runnable work) {
        try {
            work.run();
        } catch (Refusal refusal) {
            throw refusal.problem().code().equals("NODE_LAST") ? refusal.as(ExitCode.REFUSED) : refusal;
        }
    }

    private void drain(String wanted) {
        if (!remote.local()) {
            remote.api().post("nodes/" + Query.escape(name()) + "/" + wanted, JsonNodeFactory.instance.objectNode());
            shell.printer().step("A balancer that asks nodes for /health/ready finds out at its next look.");
        } else if (wanted.equals("drain")) {
            here(members -> members.drain(name()));
        } else {
            here(members -> members.undrain(name()));
        }
    }

    /** What somebody does to the cluster of this machine. */
    private interface Change {
        void make(Members members);
    }

    private void here(Change change) {
        if (!remote.local()) {
            throw Refusal.refused("nodes " + action + " starts and ends WildFlys that up started on this machine; on"
                    + " another one do it there, or as docs/operations.md tells of your own WildFlys");
        }
        DataFolder folder = remote.folder();
        if (!folder.exists()) {
            throw Refusal.refused("nothing was started in " + folder.root() + "; run ./coordinator up");
        }
        Installation installation = Installation.find();
        folder.locked(() -> {
            change.make(new Members(folder, installation, shell.printer(), new ApiDesk(folder)));
            return ExitCode.DONE;
        });
    }

    private String options() {
        return shell.variable("COORDINATOR_WILDFLY_OPTIONS").orElse("");
    }

    private String name() {
        if (which == null) {
            throw Refusal.refused("which node? nodes " + action + " NAME, for example node-2");
        }
        return which;
    }

    private int number() {
        try {
            return which == null ? 1 : Integer.parseInt(which);
        } catch (NumberFormatException e) {
            throw Refusal.refused("nodes add takes a number of nodes, not " + which
                    + "; a drained one takes part again with: nodes undrain " + which);
        }
    }

    private void list() {
        JsonNode nodes = remote.api().get("nodes");
        Table table = new Table(
                "NODE", "HOST", "STATE", "DOES FOR ALL", "LAG", "REVISION", "HEALTHY", "ROUTED", "PID", "URL");
        Set<String> sights = new HashSet<>();
        int up = 0;
        for (JsonNode node : nodes.path("items")) {
            StringJoiner holds = new StringJoiner(", ");
            node.path("holds").forEach(lease -> holds.add(lease.asText()));
            table.row(
                    node.path("name").asText(),
                    node.path("host").asText(),
                    node.path("state").asText(),
                    holds.length() == 0 ? "-" : holds,
                    node.has("lagMillis") ? node.path("lagMillis").asLong() + " ms" : "-",
                    node.path("revision").asLong(),
                    node.path("healthy").asLong(),
                    node.path("routed").asLong(),
                    node.path("pid").asLong(),
                    node.path("url").asText(""));
            if (node.path("state").asText().equals("UP")) {
                up++;
                sights.add(node.path("revision").asLong() + " "
                        + node.path("routes").asText());
            }
        }
        remote.print(nodes, table, "No node.");
        if (!remote.json() && up > 1) {
            shell.printer()
                    .line(
                            sights.size() == 1
                                    ? "All nodes that are up see the same revision and route alike."
                                    : "Nodes that are up differ in revision or routes. They tell this every 5 s; a"
                                            + " difference that stays names a node that hears nothing.");
        }
    }
}

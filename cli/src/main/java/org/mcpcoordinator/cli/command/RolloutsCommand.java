package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.RolloutWatch;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollouts}: lists rollouts, shows one, or decides about it. */
@Command(
        name = "rollouts",
        mixinStandardHelpOptions = true,
        description = "Lists the rollouts, shows one, or pauses, resumes, promotes, aborts, rolls back or recovers it,"
                + " acknowledges that it has failed, or gives its events or its receipt.")
final class RolloutsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "One rollout.")
    private @Nullable Long id;

    enum Action {
        pause,
        resume,
        promote,
        abort,
        rollback,
        recover,
        acknowledge,
        report,
        events
    }

    @Parameters(index = "1", arity = "0..1", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
    private @Nullable Action action;

    enum Format {
        md,
        json
    }

    @Option(names = "--format", paramLabel = "F", description = "Of report: md (default), for a ticket, or json.")
    private Format format = Format.md;

    @Option(
            names = "--watch",
            description = "Wait for the end; exit code 1 when it does not succeed (or go back, with rollback).")
    private boolean watch;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for events, receipt and audit trail; at most 500 characters.")
    private String reason = "";

    RolloutsCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (id == null) {
            if (watch) {
                throw Refusal.refused("--watch needs the id of a rollout");
            }
            list();
            return ExitCode.DONE;
        }
        if (action == Action.report) {
            return report(id);
        }
        if (action == Action.events) {
            events();
            return ExitCode.DONE;
        }
        JsonNode rollout = action == null
                ? remote.api().get("rollouts/" + id)
                : remote.api().post(steering(id, action), JsonNodeFactory.instance.objectNode());
        if (watch) {
            rollout = new RolloutWatch(remote.api(), shell).untilEnd(id);
        }
        show(rollout);
        return watch ? exitCode(rollout) : ExitCode.DONE;
    }

    private String steering(long rollout, Action wanted) {
        String path = "rollouts/" + rollout + "/" + wanted;
        return reason.isBlank() ? path : path + "?reason=" + Query.escape(reason);
    }

    /** Whoever wanted it back is content when it is. */
    private int exitCode(JsonNode rollout) {
        boolean back =
                action == Action.rollback && rollout.path("state").asText().equals("ROLLED_BACK");
        return back ? ExitCode.DONE : RolloutWatch.exitCode(rollout);
    }

    private int report(long rollout) {
        if (format == Format.json || remote.json()) {
            shell.printer().json(remote.api().get("rollouts/" + rollout + "/report"));
        } else {
            shell.printer().line(remote.api().text("rollouts/" + rollout + "/report.md"));
        }
        return ExitCode.DONE;
    }

    private void list() {
        JsonNode found = remote.api().get("rollouts");
        Table table =
                new Table("ID", "FLEET", "REVISION", "STATE", "PROFILE", "PLANNED", "FAILED", "BY", "STARTED", "ENDED");
        for (JsonNode rollout : found.path("items")) {
            table.row(
                    rollout.path("id").asLong(),
                    rollout.path("fleet").asText(),
                    rollout.path("revision").asLong(),
                    rollout.path("state").asText(),
                    rollout.path("profile").asText(),
                    rollout.path("planned").asInt(),
                    rollout.path("failed").asInt(),
                    rollout.path("startedBy").asText(),
                    rollout.path("startedAt").asText(),
                    rollout.path("endedAt").asText("-"));
        }
        remote.print(found, table, "No rollout yet.");
    }

    private void events() {
        JsonNode found = remote.api().get("rollouts/" + id + "/events");
        Table table = new Table("AT", "WHAT", "PHASE", "BATCH", "NAME", "VERDICT", "VALUE", "LIMIT", "DETAIL");
        for (JsonNode event : found.path("items")) {
            table.row(
                    event.path("at").asText(),
                    event.path("kind").asText(),
                    event.path("phase").asInt(),
                    event.path("batch").asInt(),
                    event.path("name").asText(),
                    event.path("verdict").asText("-"),
                    event.path("value").asText("-"),
                    event.path("limit").asText("-"),
                    event.path("detail").asText(""));
        }
        remote.print(found, table, "Nothing has happened yet.");
    }

    private void show(JsonNode rollout) {
        if (remote.json()) {
            shell.printer().json(rollout);
            return;
        }
        shell.printer()
                .line("Rollout " + rollout.path("id").asLong() + " of fleet "
                        + rollout.path("fleet").asText() + ": "
                        + rollout.path("state").asText() + " "
                        + rollout.path("reason").asText("") + " "
                        + rollout.path("detail").asText(""));
        Table table = new Table("PHASE", "TARGET", "WISHED", "HEALTHY", "GATE", "VERDICT", "VALUE", "LIMIT");
        for (JsonNode phase : rollout.path("phases")) {
            row(table, phase, phase.path("gates").path(0));
            for (int gate = 1; gate < phase.path("gates").size(); gate++) {
                rowOfGate(table, phase.path("gates").path(gate));
            }
        }
        shell.printer().table(table, "It has no phases yet.");
    }

    private static void row(Table table, JsonNode phase, JsonNode gate) {
        table.row(
                phase.path("name").asText(),
                phase.path("target").asInt(),
                phase.path("wished").asInt(),
                phase.path("healthy").asInt(),
                gate.path("name").asText("-"),
                gate.path("verdict").asText("-"),
                gate.path("value").asText("-"),
                gate.path("limit").asText("-"));
    }

    private static void rowOfGate(Table table, JsonNode gate) {
        table.row(
                "",
                "",
                "",
                "",
                gate.path("name").asText(),
                gate.path("verdict").asText(),
                gate.path("value").asText(),
                gate.path("limit").asText());
    }
}

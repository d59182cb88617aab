package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.RolloutRequest;
import org.mcpcoordinator.cli.api.RolloutWatch;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revert}: back to any revision, by a plan and a rollout like any other. */
@Command(
        name = "revert",
        mixinStandardHelpOptions = true,
        description = "Goes back to a revision: its content becomes the newest revision and is rolled out.")
final class RevertCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "REV", description = "Id of the revision, as revisions lists it.")
    private long revision;

    @Option(names = "--plan", description = "Only tell what would change, and keep the plan; exit code as plan.")
    private boolean planOnly;

    @Option(
            names = "--phases",
            split = ",",
            paramLabel = "N",
            description = "1 to 6 rising cumulative targets (default: 100,500,1000).")
    private List<Integer> phases = List.of();

    @Option(names = "--profile", paramLabel = "P", description = "careful (default) or quick.")
    private String profile = "careful";

    @Option(
            names = "--allow-remove",
            paramLabel = "N",
            description = "Servers that may be removed when that is more than 10 %% of the fleet.")
    private int allowRemove;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands behind \"revert to revision REV\".")
    private String reason = "";

    @Option(names = "--watch", description = "Wait for the end; exit code 1 when it does not succeed.")
    private boolean watch;

    RevertCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Api api = remote.api();
        JsonNode plan = api.post("revisions/" + revision + "/plan", JsonNodeFactory.instance.objectNode());
        boolean changes = !plan.path("changes").isEmpty();
        if (planOnly) {
            if (remote.json()) {
                shell.printer().json(plan);
            } else {
                PlanView.print(plan, false, shell.printer());
            }
            return changes ? ExitCode.FAILED : ExitCode.DONE;
        }
        if (!changes) {
            shell.printer().line("Nothing to do: what runs is what revision " + revision + " says.");
            return ExitCode.DONE;
        }
        String why = "revert to revision " + revision + (reason.isBlank() ? "" : ": " + reason);
        JsonNode rollout = api.post(
                "rollouts",
                new RolloutRequest(
                                plan.path("planId").asText(),
                                phases,
                                profile,
                                RolloutRequest.Terms.USUAL,
                                allowRemove,
                                why)
                        .toJson());
        long id = rollout.path("id").asLong();
        shell.printer()
                .step("Rollout " + id + " of fleet " + rollout.path("fleet").asText() + " back to revision " + revision
                        + ": " + PlanView.counts(plan) + plan.path("unchanged").asInt() + " unchanged.");
        if (watch) {
            rollout = new RolloutWatch(api, shell).untilEnd(id);
        }
        if (remote.json()) {
            shell.printer().json(rollout);
        } else if (!watch) {
            shell.printer().line("Watch it with: coordinator rollouts " + id + " --watch");
        }
        return watch ? RolloutWatch.exitCode(rollout) : ExitCode.DONE;
    }
}

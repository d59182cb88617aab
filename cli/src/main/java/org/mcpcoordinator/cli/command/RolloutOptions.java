package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.RolloutRequest;
import org.mcpcoordinator.cli.api.RolloutWatch;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a plan is to be rolled out, and its start. */
final class RolloutOptions {
    @Option(
            names = "--phases",
            split = ",",
            paramLabel = "N",
            description = "1 to 6 rising cumulative targets (default: 100,500,1000).")
    private List<Integer> phases = List.of();

    @Option(names = "--profile", paramLabel = "P", description = "careful (default) or quick.")
    private String profile = "careful";

    @Mixin
    private TermsOptions terms = new TermsOptions();

    @Option(
            names = "--allow-remove",
            paramLabel = "N",
            description = "Servers that may be removed when that is more than 10 %% of the fleet.")
    private int allowRemove;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the revision and the audit trail.")
    private String reason = "";

    @Option(names = "--watch", description = "Wait for the end; exit code 1 when it does not succeed.")
    private boolean watch;

    String reason() {
        return reason;
    }

    /** Starts the rollout of a plan that was made a moment ago, and can be made anew; gives the exit code. */
    int start(Api api, JsonNode made, Supplier<JsonNode> anew, String why, Remote remote, Shell shell) {
        return new FreshPlan(anew, shell)
                .applied(made, plan -> start(api, plan.path("planId").asText(), why, remote, shell))
                .orElseGet(() -> {
                    shell.printer().line("Nothing is left to do: somebody else has just begun the same.");
                    return ExitCode.DONE;
                });
    }

    /** Starts the plan's rollout, for a reason, and watches it if that is wanted; gives the exit code. */
    int start(Api api, String planId, String why, Remote remote, Shell shell) {
        JsonNode rollout = api.post(
                "rollouts", new RolloutRequest(planId, phases, profile, terms.terms(), allowRemove, why).toJson());
        long id = rollout.path("id").asLong();
        shell.printer()
                .step("Rollout " + id + " of fleet " + rollout.path("fleet").asText() + ", profile "
                        + rollout.path("profile").asText(profile) + ", started.");
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

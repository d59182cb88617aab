package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code apply}: starts the rollout of a fleet file or of a plan made before. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Rolls out a fleet file, or a plan that plan made; a fleet file is the whole of its fleet.")
final class ApplyCommand implements Callable<Integer> {
    /** So often a plan is made again whose ports went to others before it was applied. */
    private static final int PLANNED_ANEW = 3;

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Fleet file, JSON or YAML; - reads standard input.")
    private @Nullable String file;

    @Option(names = "--plan", paramLabel = "ID", description = "Plan to roll out instead of a file.")
    private @Nullable String plan;

    @Mixin
    private RolloutOptions rollout = new RolloutOptions();

    ApplyCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if ((file == null) == (plan == null)) {
            throw Refusal.refused("name a fleet file or a plan (--plan ID), one of them");
        }
        Api api = remote.api();
        return plan != null
                ? rollout.start(api, plan, rollout.reason(), remote, shell)
                : applied(api, FleetInput.read(String.valueOf(file), shell));
    }

    /**
     * Nobody has reviewed the ports of a plan that was made a moment ago: where others took some meanwhile, others do as well.
     * Whatever else has changed is for a person to look at.
     */
    private int applied(Api api, FleetInput input) {
        for (int again = 1; ; again++) {
            JsonNode made = input.plan(api);
            if (made.path("changes").isEmpty()) {
                shell.printer().line("Nothing to do: what runs is what the file says.");
                return ExitCode.DONE;
            }
            if (again == 1) {
                made.path("warnings").forEach(warning -> shell.printer().step("Note: " + warning.asText()));
            }
            try {
                return rollout.start(api, made.path("planId").asText(), rollout.reason(), remote, shell);
            } catch (Refusal refused) {
                if (again > PLANNED_ANEW || !onlyPorts(refused.problem())) {
                    throw refused;
                }
                int ports = refused.problem().places().size();
                shell.printer()
                        .step((ports == 1 ? "A port" : ports + " ports") + " of the plan went to others meanwhile;"
                                + " planning anew, " + again + " of " + PLANNED_ANEW + ".");
            }
        }
    }

    private static boolean onlyPorts(Refusal.Problem problem) {
        return problem.code().equals("PLAN_STALE")
                && !problem.places().isEmpty()
                && problem.places().stream().allMatch(place -> place.endsWith("/port"));
    }
}

package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan}: what applying a fleet file would change; changes nothing. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitCode.PLAN_ERROR,
        description = "Tells what applying a fleet file would change; the plan is kept for 24 h.",
        footer = {"", "Exit codes: 0 nothing to do, 1 there are changes, 255 error."})
final class PlanCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "FILE", description = "Fleet file, JSON or YAML; - reads standard input.")
    private String file = "";

    @Option(names = "--all", description = "Also list each server that stays as it is, and shorten nothing.")
    private boolean all;

    PlanCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode plan;
        try {
            plan = FleetInput.read(file, shell).plan(remote.api());
            if (all) {
                plan = remote.api().get("plans/" + plan.path("planId").asText() + "?unchanged=true");
            }
        } catch (Refusal refusal) {
            throw refusal.as(ExitCode.PLAN_ERROR);
        }
        if (remote.json()) {
            shell.printer().json(plan);
        } else {
            PlanView.print(plan, all, shell.printer());
        }
        return plan.path("changes").isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}

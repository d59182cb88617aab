package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
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

    @Mixin
    private RolloutOptions rollout = new RolloutOptions();

    RevertCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Api api = remote.api();
        JsonNode plan = planned(api);
        boolean changes = !plan.path("changes").isEmpty();
        if (planOnly) {
            remote.print(plan, printer -> PlanView.print(plan, false, printer));
            return changes ? ExitCode.FAILED : ExitCode.DONE;
        }
        if (!changes) {
            shell.printer().line("Nothing to do: what runs is what revision " + revision + " says.");
            return ExitCode.DONE;
        }
        shell.printer()
                .step("Back to revision " + revision + ": " + PlanView.counts(plan)
                        + plan.path("unchanged").asInt() + " unchanged.");
        String reason = rollout.reason();
        String why = "revert to revision " + revision + (reason.isBlank() ? "" : ": " + reason);
        return rollout.start(api, plan, () -> planned(api), why, remote, shell);
    }

    private JsonNode planned(Api api) {
        return api.post("revisions/" + revision + "/plan", JsonNodeFactory.instance.objectNode());
    }
}

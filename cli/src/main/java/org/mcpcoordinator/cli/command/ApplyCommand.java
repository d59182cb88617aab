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

    private int applied(Api api, FleetInput input) {
        JsonNode made = input.plan(api);
        if (made.path("changes").isEmpty()) {
            shell.printer().line("Nothing to do: what runs is what the file says.");
            return ExitCode.DONE;
        }
        made.path("warnings").forEach(warning -> shell.printer().step("Note: " + warning.asText()));
        return rollout.start(api, made, () -> input.plan(api), rollout.reason(), remote, shell);
    }
}

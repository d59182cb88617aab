package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code purge}: deletes old records of batch jobs. */
@Command(
        name = "purge",
        mixinStandardHelpOptions = true,
        description = "Deletes old records of WildFly's batch jobs; rollouts and their history stay.")
final class PurgeCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "30",
            description = "Keep what happened in the last N days, 1 to 3650 (default: ${DEFAULT-VALUE}).")
    private int days;

    PurgeCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode purged = remote.api().post("jobs/purge?days=" + days, JsonNodeFactory.instance.objectNode());
        remote.print(
                purged,
                printer -> printer.line(
                        "Deleted the records of " + purged.path("jobs").asInt() + " jobs."));
        return ExitCode.DONE;
    }
}

package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revisions}: every fleet file that was ever accepted. */
@Command(name = "revisions", mixinStandardHelpOptions = true, description = "Lists the revisions of a fleet.")
final class RevisionsCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..1", paramLabel = "FLEET", description = "Its name (default: the one imported last).")
    private @Nullable String fleet;

    RevisionsCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode found =
                remote.api().get(new Query("revisions").with("fleet", fleet).toString());
        Table table = new Table("ID", "FLEET", "NUMBER", "BY", "CREATED", "REASON");
        for (JsonNode revision : found.path("items")) {
            table.row(
                    revision.path("id").asLong(),
                    revision.path("fleet").asText(),
                    revision.path("number").asInt(),
                    revision.path("author").asText(),
                    revision.path("createdAt").asText(),
                    revision.path("reason").asText(""));
        }
        remote.print(found, table, "No fleet was imported yet.");
        return ExitCode.DONE;
    }
}

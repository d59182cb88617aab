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
@Command(
        name = "revisions",
        mixinStandardHelpOptions = true,
        subcommands = {RevisionsCommand.Diff.class, RevisionsCommand.File.class},
        description = "Lists the revisions of a fleet, compares two, or gives the file of one.")
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
        Table table = new Table("ID", "FLEET", "NUMBER", "HASH", "BY", "CREATED", "REASON");
        for (JsonNode revision : found.path("items")) {
            table.row(
                    revision.path("id").asLong(),
                    revision.path("fleet").asText(),
                    revision.path("number").asInt(),
                    RevisionView.hash(revision),
                    revision.path("author").asText(),
                    revision.path("createdAt").asText(),
                    revision.path("reason").asText(""));
        }
        remote.print(found, table, "No fleet was imported yet.");
        return ExitCode.DONE;
    }

    /** {@code revisions diff A B}: exit code 1 where they differ, as diff(1). */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Compares two revisions of a fleet, server by server and field by field.",
            footer = {"", "Exit codes: 0 they say the same, 1 they differ."})
    static final class Diff implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "A", description = "The revision before.")
        private long from;

        @Parameters(index = "1", paramLabel = "B", description = "The revision after.")
        private long to;

        Diff(Shell shell) {
            this.remote = new Remote(shell);
        }

        @Override
        public Integer call() {
            JsonNode difference = remote.api().get("revisions/" + from + "/diff/" + to);
            remote.print(difference, printer -> RevisionView.difference(difference, printer));
            return difference.path("changes").isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** {@code revisions file ID}: the file as it was accepted. */
    @Command(
            name = "file",
            mixinStandardHelpOptions = true,
            description = "Prints the fleet file of a revision, secrets by name only.")
    static final class File implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "ID", description = "The revision.")
        private long id;

        File(Shell shell) {
            this.shell = shell;
            this.remote = new Remote(shell);
        }

        @Override
        public Integer call() {
            shell.printer().json(remote.api().get("revisions/" + id + "/file"));
            return ExitCode.DONE;
        }
    }
}

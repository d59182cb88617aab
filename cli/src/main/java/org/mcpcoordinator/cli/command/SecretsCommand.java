package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code secrets}: values that fleet files name as <code>${secret:NAME}</code>; they never come back. */
@Command(
        name = "secrets",
        mixinStandardHelpOptions = true,
        description = "Lists, sets and removes secrets; set reads the value from standard input.",
        footer = {"", "Example: printf %%s \"$KEY\" | coordinator secrets set openai-key"})
final class SecretsCommand implements Callable<Integer> {
    private static final int SHOWN = 3;

    private final Shell shell;

    @Mixin
    private final Remote remote;

    enum Action {
        list,
        set,
        remove
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name.")
    private @Nullable String name;

    SecretsCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        switch (action) {
            case list -> list();
            case set -> {
                String path = "secrets/" + Query.escape(named());
                String value = shell.readAll();
                if (value.isEmpty()) {
                    throw Refusal.refused("standard input is empty; pipe the value in");
                }
                remote.api().put(path, "text/plain; charset=utf-8", value);
                shell.printer().step("Secret " + name + " is set.");
            }
            case remove -> {
                remote.api().delete("secrets/" + Query.escape(named()));
                shell.printer().step("Secret " + name + " is removed.");
            }
        }
        return ExitCode.DONE;
    }

    private String named() {
        if (name == null) {
            throw Refusal.refused("name the secret: secrets " + action + " NAME");
        }
        return name;
    }

    private void list() {
        JsonNode found = remote.api().get("secrets");
        Table table = new Table("SECRET", "SET", "USED BY");
        found.path("items")
                .forEach(secret -> table.row(
                        secret.path("name").asText(),
                        secret.path("set").asBoolean() ? "yes" : "missing",
                        users(secret)));
        remote.print(found, table, "No secret is kept.");
    }

    private static String users(JsonNode secret) {
        List<String> names = secret.path("usedBy").findValuesAsText("server");
        int more = secret.path("uses").asInt() - Math.min(SHOWN, names.size());
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return more > 0 ? shown + " and " + more + " more" : shown;
    }
}

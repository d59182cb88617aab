package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code users}: who may log in, and as what. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = "Lists, creates and changes users; passwords are read from standard input.",
        footer = {"", "Example: printf %%s \"$PASSWORD\" | coordinator users create anna --role operator"})
final class UsersCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    enum Action {
        list,
        create,
        change
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "User name.")
    private @Nullable String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer, operator or admin.")
    private @Nullable String role;

    @Option(names = "--enabled", paramLabel = "true|false", description = "Whether the user may log in.")
    private @Nullable Boolean enabled;

    @Option(names = "--password", description = "With change: read a new password from standard input.")
    private boolean password;

    UsersCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        switch (action) {
            case list -> list();
            case create -> {
                ObjectNode body = body();
                body.put("name", named()).put("password", secret());
                body.put("role", role == null ? "viewer" : role);
                print(remote.api().post("users", body), "User " + name + " is created.");
            }
            case change -> {
                ObjectNode body = body();
                if (password) {
                    body.put("password", secret());
                }
                print(
                        remote.api().put("users/" + Query.escape(named()), "application/json", body.toString()),
                        "User " + name + " is changed.");
            }
        }
        return ExitCode.DONE;
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (role != null) {
            body.put("role", role);
        }
        if (enabled != null) {
            body.put("enabled", enabled);
        }
        return body;
    }

    private void print(JsonNode answer, String sentence) {
        remote.print(answer, printer -> printer.step(sentence));
    }

    private String named() {
        if (name == null) {
            throw Refusal.refused("users " + action + " NAME");
        }
        return name;
    }

    private String secret() {
        String value = shell.readAll();
        if (value.isEmpty()) {
            throw Refusal.refused("standard input is empty; pipe the password in");
        }
        return value;
    }

    private void list() {
        JsonNode found = remote.api().get("users");
        Table table = new Table("USER", "ROLE", "ENABLED", "CREATED");
        for (JsonNode user : found.path("items")) {
            table.row(
                    user.path("name").asText(),
                    user.path("role").asText(),
                    user.path("enabled").asText(),
                    user.path("createdAt").asText(""));
        }
        remote.print(found, table, "No user.");
    }
}

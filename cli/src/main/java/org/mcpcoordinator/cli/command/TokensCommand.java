package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.api.Tokens;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokens}: what programs log in with. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = "Creates, lists, limits and revokes API tokens; a new token is printed once and never again.")
final class TokensCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    enum Action {
        list,
        create,
        limit,
        revoke
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}.")
    private Action action = Action.list;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME|ID",
            description = "Name of a new one, name or id of an old one.")
    private @Nullable String subject;

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer (default), operator or admin.")
    private String role = "viewer";

    @Mixin
    private final ScopeOptions scope = new ScopeOptions();

    TokensCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        switch (action) {
            case list -> list();
            case create -> create();
            case limit -> limit();
            case revoke -> revoke();
        }
        return ExitCode.DONE;
    }

    private void create() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", subject("NAME")).put("role", role);
        if (!scope.json().isEmpty()) {
            body.set("scope", scope.json());
        }
        JsonNode made = remote.api().post("tokens", body);
        remote.print(made, printer -> printer.line(made.path("token").asText()));
    }

    private void limit() {
        String given = subject("NAME|ID");
        JsonNode limited = remote.api()
                .put(
                        "tokens/" + id(given) + "/scope",
                        "application/json",
                        scope.json().toString());
        remote.print(
                limited,
                printer ->
                        printer.line("Token " + given + " is limited to: " + ScopeOptions.text(limited.path("scope"))));
    }

    private void revoke() {
        String given = subject("NAME|ID");
        new Tokens(remote.api()).revoke(id(given));
        shell.printer().step("Token " + given + " is revoked.");
    }

    private String id(String given) {
        return given.matches("\\d{1,18}")
                ? given
                : new Tokens(remote.api())
                        .named(given)
                        .orElseThrow(() -> Refusal.refused(
                                "there is no token named " + given + ": coordinator tokens list shows them all"));
    }

    private String subject(String what) {
        if (subject == null) {
            throw Refusal.refused("tokens " + action + " " + what);
        }
        return subject;
    }

    private void list() {
        JsonNode found = remote.api().get("tokens");
        Table table = new Table("ID", "NAME", "ROLE", "CREATED", "BY", "LIMITED TO");
        for (JsonNode token : found.path("items")) {
            table.row(
                    token.path("id").asText(),
                    token.path("name").asText(),
                    token.path("role").asText(),
                    token.path("createdAt").asText(""),
                    token.path("createdBy").asText(""),
                    ScopeOptions.text(token.path("scope")));
        }
        remote.print(found, table, "No token.");
    }
}

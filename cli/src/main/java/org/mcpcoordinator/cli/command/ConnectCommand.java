package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.connect.Client;
import org.mcpcoordinator.cli.connect.ConfigFile;
import org.mcpcoordinator.cli.connect.Entry;
import org.mcpcoordinator.cli.connect.JsonText;
import org.mcpcoordinator.cli.connect.Machine;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code connect}: what a client's configuration needs for a server of the fleet, printed or written. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = "Prints, or with --write puts in, what a client's configuration needs to reach the servers.",
        footer = {
            "",
            "Clients: claude-desktop, claude-code, cursor, vscode, inspector.",
            "Where the client can, the entry is the server's address at the gateway with a login; else, and with",
            "--stdio, it is the program `coordinator stdio`. No token is printed or written unless --with-token asks.",
            "--write keeps everything else in the file, comments too, and a backup beside it; --undo restores it.",
            "For clients that speak WebSocket, all servers as one are at ws://HOST:PORT/ws/mcp, subprotocol mcp."
        })
final class ConnectCommand implements Callable<Integer> {
    /** What the entry of all servers is called. */
    private static final String WHOLE = "coordinator";

    /** The coordinator's own server, by which an agent runs the fleet; its entry must not take the place of that of all servers. */
    private static final String OWN = "coordinator";

    private static final String OWN_ENTRY = "coordinator-fleet";

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "CLIENT", description = "Which program.")
    private String clientName = "";

    @Option(
            names = "--server",
            paramLabel = "SERVER",
            description =
                    "One server of the fleet, or coordinator for what runs the fleet (default: all of them as one).")
    private @Nullable String server;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the entry is called (default: as the server, or coordinator).")
    private @Nullable String name;

    @Option(names = "--file", paramLabel = "FILE", description = "Its configuration (default: where the client looks).")
    private @Nullable Path file;

    @Option(names = "--write", description = "Put the entry into the file.")
    private boolean write;

    @Option(names = "--undo", description = "Take the last --write back.")
    private boolean undo;

    @Option(names = "--stdio", description = "Name the program coordinator stdio instead of an address.")
    private boolean stdio;

    @Option(
            names = "--with-token",
            description = "Make a token for this client (role viewer) and put it in; the file is its owner's then.")
    private boolean withToken;

    ConnectCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Client client = List.of(Client.values()).stream()
                .filter(each -> each.id().equals(clientName))
                .findFirst()
                .orElseThrow(() -> Refusal.refused("there is no client " + clientName + " here; known are "
                        + String.join(
                                ", ",
                                List.of(Client.values()).stream()
                                        .map(Client::id)
                                        .toList())));
        ConfigFile config = new ConfigFile(file != null ? file : client.file(Machine.here(shell.environment())));
        if (undo) {
            shell.printer().line(config.undo());
            return ExitCode.DONE;
        }
        Api api = remote.api();
        String wanted = server(api);
        String called = name != null ? name : usualName(wanted);
        JsonText before = JsonText.of(config.read(), config.path().toString());
        JsonNode old = before.tree().path(client.key()).path(called);
        if (!old.isMissingNode() && !Entry.isOurs(old, wanted)) {
            throw Refusal.refused(
                    config.path() + " has another entry named " + called + "; --name gives this one another name");
        }
        boolean http = client.http() && !stdio;
        if (http && !withToken && client.reference().isEmpty()) {
            http = false;
        }
        if (write) {
            write(client, config, before, called, entry(client, http, wanted, api, old));
        } else {
            print(client, config, called, http, wanted, api);
        }
        return ExitCode.DONE;
    }

    private static String usualName(String server) {
        if (server.isEmpty()) {
            return WHOLE;
        }
        return server.equals(OWN) ? OWN_ENTRY : server;
    }

    /** The server's name; empty for all servers as one. */
    private String server(Api api) {
        if (server == null) {
            return "";
        }
        if (!server.equals(OWN)) {
            api.get("servers/" + Query.escape(server));
        }
        return server;
    }

    private ObjectNode entry(Client client, boolean http, String wanted, Api api, JsonNode old) {
        URI address = api.base().resolve(wanted.isEmpty() ? "/mcp" : "/mcp/s/" + Query.escape(wanted));
        if (http) {
            return Entry.http(
                    client,
                    address,
                    withToken
                            ? token(client, wanted, api, old)
                            : client.reference().orElseThrow());
        }
        List<String> argv = new ArrayList<>(
                List.of(Installation.find().root().resolve("coordinator").toString(), "stdio"));
        if (!wanted.isEmpty()) {
            argv.addAll(List.of("--server", wanted));
        }
        if (remote.local()) {
            argv.addAll(List.of("--data", remote.folder().root().toString()));
            return Entry.program(
                    client, argv, withToken ? Optional.of(token(client, wanted, api, old)) : Optional.empty());
        }
        argv.addAll(List.of("--url", api.base().toString()));
        String token = withToken
                ? token(client, wanted, api, old)
                : client.reference()
                        .orElseThrow(() -> Refusal.refused(client.id()
                                + " knows no variables, and an installation at an address needs a token:"
                                + " --with-token makes one and puts it into the file"));
        return Entry.program(client, argv, Optional.of(token));
    }

    /** One token for each client and server: that of the entry if it has one of this installation, else a new one. */
    private String token(Client client, String wanted, Api api, JsonNode old) {
        Optional<String> kept = Entry.token(old, api.base());
        if (remote.local() && kept.isEmpty()) {
            kept = Entry.token(old, remote.folder().root());
        }
        if (kept.isPresent()) {
            return kept.get();
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                        "name",
                        "connect-" + client.id() + "-" + (wanted.isEmpty() ? "all" : wanted) + "-"
                                + Instant.now().getEpochSecond())
                .put("role", "viewer");
        return api.post("tokens", body).path("token").asText();
    }

    private void write(Client client, ConfigFile config, JsonText before, String called, ObjectNode entry) {
        JsonText after = before.tree().path(client.key()).path(called).equals(entry)
                ? before
                : before.with(List.of(client.key(), called), entry);
        if (asks(client, entry) && !isAsked(after)) {
            after = after.withItem("inputs", Entry.question());
        }
        if (after.toString().equals(config.read())) {
            shell.printer().line(config.path() + " has this entry already.");
            return;
        }
        Optional<Path> backup = config.write(after.toString(), withToken, Instant.now());
        shell.printer().line("Entry " + called + " is in " + config.path() + ".");
        backup.ifPresent(kept -> shell.printer()
                .line("What was there before: " + kept + " (readable by its owner only; it may hold a token, as the"
                        + " file may: keep both out of version control)"));
        shell.printer().line(client.next(config.path(), called));
        variable(client, entry);
        shell.printer()
                .line("Undo with: coordinator connect " + client.id() + " --undo"
                        + (file == null ? "" : " --file " + file));
    }

    private void print(Client client, ConfigFile config, String called, boolean http, String wanted, Api api) {
        ObjectNode entry = entry(client, http, wanted, api, JsonNodeFactory.instance.objectNode());
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.putObject(client.key()).set(called, entry);
        if (asks(client, entry)) {
            whole.putArray("inputs").add(Entry.question());
        }
        shell.printer().json(whole);
        shell.printer().step("This belongs into " + config.path() + "; --write puts it there.");
        variable(client, entry);
    }

    /** What must be set for an entry that names a variable of the environment. */
    private void variable(Client client, ObjectNode entry) {
        if (client != Client.VSCODE && entry.toString().contains("COORDINATOR_TOKEN}")) {
            shell.printer()
                    .step("Before you start it: export COORDINATOR_TOKEN=$(coordinator tokens create " + client.id()
                            + "). --with-token puts a token into the file instead, --stdio needs none.");
        }
    }

    private static boolean asks(Client client, ObjectNode entry) {
        return client == Client.VSCODE && entry.toString().contains("${input:coordinator-token}");
    }

    private static boolean isAsked(JsonText text) {
        return StreamSupport.stream(text.tree().path("inputs").spliterator(), false)
                .anyMatch(input -> input.path("id").asText().equals("coordinator-token"));
    }
}

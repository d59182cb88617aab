package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import org.mcpcoordinator.mcp.client.ClientSettings;
import org.mcpcoordinator.mcp.client.FormDefaults;
import org.mcpcoordinator.mcp.client.InputSource;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.McpRefusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code call}: one tool call as any MCP client would make it, through the gateway. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Calls a tool of a server through the gateway; without a tool, lists the server's tools.",
        footer = {
            "",
            "Exit codes: 0 the tool answered; 1 the tool or the call failed, and the sentence says why;",
            "2 nothing was asked, because the command line is wrong. What a tool says of its own failure",
            "goes to standard output, everything else to standard error."
        })
final class CallCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "SERVER", description = "Its name.")
    private String server = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TOOL", description = "Its name.")
    private @Nullable String tool;

    @Option(
            names = "--arg",
            paramLabel = "K=V",
            description = "Argument; the tool's schema tells whether V is text, a number, or JSON.")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Option(names = "--args", paramLabel = "JSON", description = "All arguments as one JSON object.")
    private @Nullable String allArguments;

    @Option(
            names = "--accept-defaults",
            description =
                    "If the tool asks something meanwhile, takes its form as it is filled in; without it nobody is"
                            + " there to be asked.")
    private boolean acceptDefaults;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "For each request (default: 60).")
    private int timeout = 60;

    CallCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (timeout < 1) {
            throw Refusal.refused("--timeout must be at least 1 second");
        }
        Api api = remote.api();
        try (McpClient client = McpClient.connect(
                api.http(),
                api.base().resolve("/mcp/s/" + Query.escape(server)),
                ClientSettings.of("coordinator-cli", Duration.ofSeconds(timeout))
                        .with(Map.of("Authorization", api.authorization()))
                        .with(acceptDefaults ? new FormDefaults() : InputSource.NONE))) {
            JsonNode tools = client.listTools();
            if (tool == null) {
                list(tools);
                return ExitCode.DONE;
            }
            JsonNode result = callTool(client, tools, tool);
            print(result);
            return result.path("isError").asBoolean() ? ExitCode.FAILED : ExitCode.DONE;
        } catch (McpRefusal refused) {
            throw Refusal.failed(refused.getMessage() + advice(refused.status()));
        } catch (HttpTimeoutException late) {
            throw Refusal.failed(server + " gave no whole answer within " + timeout + " s; --timeout allows more");
        } catch (ConnectException e) {
            throw Refusal.failed(
                    "nothing answers at " + api.base() + "; is it up? (./coordinator up, ./coordinator status)");
        } catch (IOException e) {
            throw Refusal.failed("calling " + server + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
    }

    /** The server is asked for tools it does not list too: it knows best. If it refuses, its tools are named. */
    private JsonNode callTool(McpClient client, JsonNode tools, String name) throws IOException, InterruptedException {
        Optional<JsonNode> listed = StreamSupport.stream(tools.spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst();
        try {
            return client.callTool(
                    name,
                    arguments(listed.map(each -> each.path("inputSchema").path("properties"))
                            .orElse(MissingNode.getInstance())));
        } catch (McpRefusal refused) {
            if (listed.isPresent() || refused.status() != OK) {
                throw refused;
            }
            throw Refusal.failed(server + " has no tool " + name + "; it has "
                    + StreamSupport.stream(tools.spliterator(), false)
                            .map(each -> each.path("name").asText())
                            .collect(Collectors.joining(", ")));
        }
    }

    /** What to do about a refusal of the gateway. */
    private String advice(int status) {
        return switch (status) {
            case UNAUTHORIZED ->
                "; the token may be mistyped, revoked or too old: coordinator tokens create makes a new one";
            case NOT_FOUND -> "; coordinator servers lists those there are";
            case UNAVAILABLE -> "; coordinator explain " + server + " tells why and what to do";
            default -> "";
        };
    }

    private void list(JsonNode tools) {
        Table table = new Table("TOOL", "ARGUMENTS", "DOES");
        for (JsonNode each : tools) {
            StringBuilder names = new StringBuilder();
            each.path("inputSchema")
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(
                            name -> names.append(names.isEmpty() ? "" : ", ").append(name));
            table.row(
                    each.path("name").asText(),
                    names,
                    each.path("description").asText().lines().findFirst().orElse(""));
        }
        remote.print(tools, table, "The server has no tools.");
    }

    ObjectNode arguments(JsonNode properties) {
        ObjectNode all = allArguments == null ? JsonNodeFactory.instance.objectNode() : object(allArguments);
        arguments.forEach((name, value) -> all.set(name, value(value, properties.path(name))));
        return all;
    }

    /** Text where the schema says so or the value is no JSON; else the JSON it is. */
    static JsonNode value(String text, JsonNode schema) {
        if (!"string".equals(schema.path("type").asText())) {
            try {
                JsonNode json = JSON.readTree(text);
                if (json != null && !json.isMissingNode()) {
                    return json;
                }
            } catch (JsonProcessingException plainText) {
                return JsonNodeFactory.instance.textNode(text);
            }
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private static ObjectNode object(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.refused("--args is not JSON: " + e.getOriginalMessage());
        }
        throw Refusal.refused("--args is not a JSON object");
    }

    private void print(JsonNode result) {
        if (remote.json()) {
            shell.printer().json(result);
            return;
        }
        for (JsonNode content : result.path("content")) {
            if ("text".equals(content.path("type").asText())) {
                shell.printer().line(content.path("text").asText());
            } else {
                shell.printer().line("(" + content.path("type").asText() + "; --json shows it)");
            }
        }
    }
}

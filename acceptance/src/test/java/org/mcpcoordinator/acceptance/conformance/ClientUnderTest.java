package org.mcpcoordinator.acceptance.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.client.Authorizer;
import org.mcpcoordinator.mcp.client.ClientSettings;
import org.mcpcoordinator.mcp.client.FormDefaults;
import org.mcpcoordinator.mcp.client.InputSource;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.oauth.AddressRule;
import org.mcpcoordinator.mcp.client.oauth.ClientProof;
import org.mcpcoordinator.mcp.client.oauth.Grant;
import org.mcpcoordinator.mcp.client.oauth.KnownClient;
import org.mcpcoordinator.mcp.client.oauth.OAuthAuthorizer;
import org.mcpcoordinator.mcp.client.oauth.OAuthSettings;

/** One scenario of the conformance suite: connects, lists, calls what the scenario is about, and leaves. */
public final class ClientUnderTest {
    private static final URI REDIRECT = URI.create("http://localhost:3000/callback");

    /** The suite's own; nobody reads it. */
    private static final URI DOCUMENT = URI.create("https://conformance-test.local/client-metadata.json");

    private final URI endpoint;
    private final String scenario;
    private final JsonNode context;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ClientUnderTest(URI endpoint, String scenario, JsonNode context) {
        this.endpoint = endpoint;
        this.scenario = scenario;
        this.context = context;
    }

    /** Runs it; the last argument is the server's address. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String context = System.getenv().getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}");
        String version = System.getenv().getOrDefault("MCP_CONFORMANCE_PROTOCOL_VERSION", "");
        new ClientUnderTest(
                        URI.create(arguments[arguments.length - 1]),
                        System.getenv("MCP_CONFORMANCE_SCENARIO"),
                        Json.read(context))
                .run(Revision.isModern(version));
    }

    private void run(boolean modern) throws IOException, InterruptedException {
        ClientSettings settings = ClientSettings.of("coordinator-conformance", Duration.ofSeconds(20))
                .with(authorizer())
                .with(
                        scenario.contains("elicitation") || scenario.contains("2322")
                                ? new FormDefaults()
                                : InputSource.NONE);
        try (McpClient client = modern
                ? McpClient.connect(http, endpoint, settings)
                : McpClient.connectLegacy(http, endpoint, settings)) {
            converse(client);
        }
    }

    private void converse(McpClient client) throws IOException, InterruptedException {
        ArrayNode tools = client.listTools();
        if (context.has("toolCalls")) {
            for (JsonNode call : context.path("toolCalls")) {
                client.callTool(call.path("name").asText(), (ObjectNode) call.path("arguments"));
            }
        } else if (scenario.equals("json-schema-2020-12-preservation")) {
            ObjectNode echo = Json.object();
            tools.forEach(tool -> {
                if (tool.path("name").asText().equals("json_schema_2020_12_tool")) {
                    echo.set("schema", tool.path("inputSchema"));
                }
            });
            client.callTool("json_schema_echo", echo);
        } else if (!scenario.equals("json-schema-ref-no-deref")) {
            for (JsonNode tool : tools) {
                client.callTool(tool.path("name").asText(), arguments(tool));
            }
        }
        if (scenario.equals("http-standard-headers")) {
            readAll(client);
        }
    }

    /** What a tool must be given, made up. */
    private static ObjectNode arguments(JsonNode tool) {
        ObjectNode arguments = Json.object();
        for (JsonNode name : tool.path("inputSchema").path("required")) {
            JsonNode type = tool.path("inputSchema")
                    .path("properties")
                    .path(name.asText())
                    .path("type");
            if (type.asText().equals("string")) {
                arguments.put(name.asText(), "some");
            } else {
                arguments.put(name.asText(), 2);
            }
        }
        return arguments;
    }

    private static void readAll(McpClient client) throws IOException, InterruptedException {
        for (JsonNode resource : client.ask("resources/list", Json.object()).path("resources")) {
            client.ask(
                    "resources/read",
                    Json.object().put("uri", resource.path("uri").asText()));
        }
        for (JsonNode prompt : client.ask("prompts/list", Json.object()).path("prompts")) {
            client.ask(
                    "prompts/get", Json.object().put("name", prompt.path("name").asText()));
        }
    }

    private Authorizer authorizer() {
        if (!scenario.startsWith("auth/")) {
            return Authorizer.NONE;
        }
        boolean unattended = scenario.startsWith("auth/client-credentials");
        OAuthSettings settings = new OAuthSettings(
                "coordinator-conformance",
                unattended ? new Grant.ClientCredentials() : new Grant.AuthorizationCode(REDIRECT, this::visit),
                known(),
                DOCUMENT,
                List.of(),
                AddressRule.ENCRYPTED);
        return new OAuthAuthorizer(http, endpoint, settings, Clock.systemUTC());
    }

    private @Nullable KnownClient known() {
        String id = context.path("client_id").asText("");
        if (id.isEmpty()) {
            return null;
        }
        ClientProof proof = context.has("private_key_pem")
                ? new ClientProof.PrivateKey(
                        context.path("private_key_pem").asText(),
                        context.path("signing_algorithm").asText("ES256"),
                        null)
                : new ClientProof.Secret(context.path("client_secret").asText(), null);
        return new KnownClient(id, proof, null);
    }

    /** The suite's authorization server asks nobody; it sends the browser back at once. */
    private URI visit(URI page) throws IOException, InterruptedException {
        HttpResponse<Void> sent =
                http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding());
        return sent.headers()
                .firstValue("Location")
                .map(URI::create)
                .orElseThrow(() -> new IOException("the browser was not sent back"));
    }
}

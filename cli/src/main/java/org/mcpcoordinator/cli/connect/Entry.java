package org.mcpcoordinator.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server as a client's file names it: an address with a login, or the program that bridges to it. */
public final class Entry {
    private static final String AUTHORIZATION = "Authorization";
    private static final String VARIABLE = "COORDINATOR_TOKEN";

    private Entry() {}

    /**
     * The address of the server at the gateway.
     *
     * @param token a token, or the client's way of naming one
     */
    public static ObjectNode http(Client client, URI address, String token) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        if (client != Client.CURSOR) {
            entry.put("type", "http");
        }
        entry.put("url", address.toString());
        entry.putObject("headers").put(AUTHORIZATION, "Bearer " + token);
        return entry;
    }

    /**
     * The program that bridges to the server.
     *
     * @param argv program and arguments
     * @param token for the program's environment; empty where the program finds its login itself
     */
    public static ObjectNode program(Client client, List<String> argv, Optional<String> token) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        if (client == Client.VSCODE) {
            entry.put("type", "stdio");
        }
        entry.put("command", argv.get(0));
        argv.stream().skip(1).forEach(entry.putArray("args")::add);
        token.ifPresent(value -> entry.putObject("env").put(VARIABLE, value));
        return entry;
    }

    /** What VS Code asks its user for. */
    public static ObjectNode question() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "promptString")
                .put("id", "coordinator-token")
                .put("description", "Token of MCP Coordinator (coordinator tokens create NAME)")
                .put("password", true);
    }

    /**
     * True for an entry that this program may replace: it leads to the same server, in one of the two ways.
     *
     * @param server its name; empty for all servers as one
     */
    public static boolean isOurs(JsonNode entry, String server) {
        String url = entry.path("url").asText("");
        if (!url.isEmpty()) {
            return url.endsWith(server.isEmpty() ? "/mcp" : "/mcp/s/" + server);
        }
        return arguments(entry).contains("stdio") && option(entry, "--server").equals(server);
    }

    /**
     * The token in an entry, if it is one of that installation: a token of one is never given to another.
     *
     * @param base address of the installation; scheme, host and port count
     */
    public static Optional<String> token(JsonNode entry, URI base) {
        String url = entry.path("url").asText("");
        String leads = url.isEmpty() ? option(entry, "--url") : url;
        return isSame(leads, base) ? token(entry) : Optional.empty();
    }

    /** The same of a program that finds its installation in a data folder. */
    public static Optional<String> token(JsonNode entry, Path folder) {
        return option(entry, "--data").equals(folder.toString()) ? token(entry) : Optional.empty();
    }

    private static Optional<String> token(JsonNode entry) {
        String header = entry.path("headers").path(AUTHORIZATION).asText("").replaceFirst("^Bearer ", "");
        return Optional.of(entry.path("env").path(VARIABLE).asText(header))
                .filter(token -> !token.isEmpty() && !token.startsWith("${"));
    }

    private static boolean isSame(String address, URI base) {
        try {
            URI other = URI.create(address);
            return base.getHost() != null
                    && base.getHost().equalsIgnoreCase(other.getHost())
                    && base.getScheme().equalsIgnoreCase(other.getScheme())
                    && port(base) == port(other);
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static String option(JsonNode entry, String name) {
        List<String> arguments = arguments(entry);
        int at = arguments.indexOf(name);
        return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : "";
    }

    private static List<String> arguments(JsonNode entry) {
        List<String> arguments = new ArrayList<>();
        entry.path("args").forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }
}

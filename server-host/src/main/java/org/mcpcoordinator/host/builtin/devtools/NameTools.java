package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Names of things: UUIDs, tokens, addresses. */
final class NameTools {
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NameTools(Clock clock) {
        this.clock = clock;
    }

    ToolResult makeUuid(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode uuids = result.putArray("uuids");
        boolean ordered = arguments.number("version", 4) == 7;
        for (int i = 0; i < arguments.number("count", 1); i++) {
            uuids.add((ordered ? timeOrdered() : UUID.randomUUID()).toString());
        }
        return ToolResult.json(result);
    }

    /** Shows what a token says; nothing here proves that it is genuine. */
    ToolResult readJwt(Arguments arguments) {
        String[] parts = arguments.text("token").strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new ToolFailure(
                    "token: has " + parts.length + " parts, a signed JWT has 3 (header.payload.signature)");
        }
        ObjectNode result = Json.object();
        result.set("header", part(parts[0], "header"));
        JsonNode payload = part(parts[1], "payload");
        result.set("payload", payload);
        if (payload.path("exp").isNumber()) {
            Instant expiry = Instant.ofEpochSecond(payload.path("exp").longValue());
            result.put("expires", expiry.toString()).put("expired", expiry.isBefore(clock.instant()));
        }
        return ToolResult.json(result.put("note", "The signature was not checked."));
    }

    static ToolResult parseUrl(Arguments arguments) {
        URI uri;
        try {
            uri = new URI(arguments.text("url").strip());
        } catch (URISyntaxException malformed) {
            throw new ToolFailure("url: " + malformed.getMessage(), malformed);
        }
        ObjectNode result = Json.object();
        result.put("scheme", uri.getScheme()).put("host", uri.getHost());
        result.put("port", uri.getPort() < 0 ? null : uri.getPort());
        result.put("path", uri.getPath()).put("fragment", uri.getFragment());
        result.put("hasCredentials", uri.getRawUserInfo() != null);
        ArrayNode query = result.putArray("query");
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.addObject()
                        .put("name", plain(name))
                        .put("value", equals < 0 ? null : plain(pair.substring(equals + 1)));
            }
        }
        return ToolResult.json(result);
    }

    private UUID timeOrdered() {
        long high = (clock.millis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static JsonNode part(String part, String name) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(part));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new ToolFailure("token: its " + name + " is not base64url of JSON", malformed);
        }
    }

    private static String plain(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}

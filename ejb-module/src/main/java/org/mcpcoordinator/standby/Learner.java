package org.mcpcoordinator.standby;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.McpRefusal;
import org.mcpcoordinator.runtime.StdioBridge;

/** Asks a server all that is kept of it, in both eras; holds the thread for as long as that takes, bounded. */
final class Learner {
    private static final Logger LOG = Logger.getLogger(Learner.class);

    /** Of each answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_PAGES = 100;
    private static final int LONGEST_LIST = 1 << 20;

    /** Of one answer, greetings too, in bytes. */
    private static final int LARGEST_ANSWER = 1 << 20;

    /** Of all lists of a server together, in bytes of memory. */
    private static final long HEAVIEST = 16L << 20;

    private static final String NAME = "coordinator-catalogue";

    private final HttpClient http;

    Learner(HttpClient http) {
        this.http = http;
    }

    /**
     * Asks.
     *
     * @throws IOException if it does not answer, or speaks neither era
     */
    Offer learn(String definitionHash, StdioBridge.Address address, Instant now)
            throws IOException, InterruptedException {
        try (McpClient client =
                McpClient.connect(http, address.uri(), address.headers(), PATIENCE, NAME, LARGEST_ANSWER)) {
            boolean modern = client.peer().era() == Era.MODERN;
            ObjectNode greeting = client.greeting();
            JsonNode capabilities = greeting.path("capabilities");
            AtomicLong left = new AtomicLong(HEAVIEST);
            return new Offer(
                    definitionHash,
                    modern ? greeting : null,
                    modern ? legacy(address) : greeting,
                    capabilities.has("tools") ? list(client, "tools/list", "tools", left) : null,
                    capabilities.has("prompts") ? list(client, "prompts/list", "prompts", left) : null,
                    capabilities.has("resources") ? list(client, "resources/list", "resources", left) : null,
                    capabilities.has("resources")
                            ? list(client, "resources/templates/list", "resourceTemplates", left)
                            : null,
                    now);
        }
    }

    /** What a server of the modern era says to a client of the legacy one, if it speaks with it. */
    private @Nullable ObjectNode legacy(StdioBridge.Address address) throws IOException, InterruptedException {
        try (McpClient client =
                McpClient.connectLegacy(http, address.uri(), address.headers(), PATIENCE, NAME, LARGEST_ANSWER)) {
            return client.greeting();
        } catch (McpRefusal modernOnly) {
            LOG.debugf("%s speaks the modern era only: %s", address, modernOnly.getMessage());
            return null;
        }
    }

    private static @Nullable ArrayNode list(McpClient client, String method, String field, AtomicLong left)
            throws IOException, InterruptedException {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        ObjectNode params = Json.object();
        int length = 0;
        try {
            for (int page = 0; page < MOST_PAGES; page++) {
                ObjectNode result = client.ask(method, params);
                for (JsonNode item : result.path(field)) {
                    length += item.toString().length();
                    left.addAndGet(-OfferCache.weight(item));
                    all.add(item);
                }
                if (length > LONGEST_LIST || left.get() < 0) {
                    return null;
                }
                JsonNode cursor = result.path("nextCursor");
                if (!cursor.isTextual()) {
                    return all;
                }
                params.set("cursor", cursor);
            }
        } catch (McpRefusal refused) {
            LOG.debugf("%s is refused: %s", method, refused.getMessage());
        }
        return null;
    }
}

package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program or a built-in type that somebody wants to try.
 *
 * @param launch how it is started; placeholders are still in it
 * @param secrets values for them
 * @param path of its endpoint, where it listens on a port
 * @param old through which a program that speaks HTTP+SSE is asked; null for all others
 * @param exposed true if it may listen on other addresses than loopback
 * @param limit for all but its end, 1 to 20 s
 * @param tool called once after the list of tools; null for none
 * @param arguments for that
 */
record TrialWish(
        Launch launch,
        Map<String, String> secrets,
        String path,
        @Nullable OldListener old,
        boolean exposed,
        Duration limit,
        @Nullable String tool,
        ObjectNode arguments) {
    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 20_000;

    TrialWish {
        secrets = Map.copyOf(secrets);
    }

    static TrialWish of(JsonNode request) throws IOException {
        Launch launch = Json.as(request.path("launch"), Launch.class);
        Map<String, String> secrets = new HashMap<>();
        request.path("secrets")
                .properties()
                .forEach(entry -> secrets.put(entry.getKey(), entry.getValue().asText()));
        JsonNode call = request.path("call");
        long millis = Math.max(
                LEAST_MILLIS, Math.min(MOST_MILLIS, request.path("millis").asLong(MOST_MILLIS)));
        return new TrialWish(
                launch,
                secrets,
                request.path("path").asText("/mcp"),
                OldListener.of(request.path("old")),
                request.path("exposed").asBoolean(),
                Duration.ofMillis(millis),
                call.path("tool").isTextual() ? call.path("tool").asText() : null,
                call.path("arguments") instanceof ObjectNode given ? given : Json.object());
    }

    boolean stdio() {
        return launch instanceof Launch.Program program && program.stdio();
    }

    /** The order it would be, on that port. */
    Launching launching(ServerKey key, int port) {
        Order order = new Order(key.server(), 0, 0, 1, 0, "trial", port, true, 0, "trial", exposed, launch, 0, null);
        return new Launching(0, order, secrets, 1, 0, "trial");
    }
}
